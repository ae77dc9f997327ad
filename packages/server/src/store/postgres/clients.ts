import { SessionError } from '../../errors.ts'
import type { Query, Result, Row, Statement, Value } from '../sql/database.ts'

/** A `Pool` or a `Client` of `pg`: what `postgresStore` uses of it. */
export interface PgClient {
  query(config: PgQuery): Promise<{ rows: unknown[]; rowCount: number | null }>
  connect(...args: never[]): unknown
}

interface PgQuery {
  readonly text: string
  readonly values: unknown[]
  readonly name?: string
  readonly rowMode: 'array'
  readonly types: { getTypeParser(id: number, format?: string): (value: never) => unknown }
}

/** The `sql` function of `postgres` (https://github.com/porsager/postgres): what `postgresStore` uses of it. */
export interface PostgresSql {
  (...args: never[]): unknown
  unsafe(text: string, values: never[], options: { prepare: boolean }): { raw(): PromiseLike<unknown> }
}

/** A PGlite: what `postgresStore` uses of it. */
export interface PgliteClient {
  query(
    text: string,
    values: unknown[],
    options: { rowMode: 'array'; parsers: Record<number, (value: string) => unknown> },
  ): Promise<{ rows: unknown[]; affectedRows?: number }>
  exec(...args: never[]): unknown
}

export type PostgresClient = PgClient | PostgresSql | PgliteClient

/** The object identifiers of the types in our tables (https://www.postgresql.org/docs/current/catalog-pg-type.html). */
const types = { boolean: 16, bigint: 20, text: 25 }

/** Recognises the driver by the shape of its client. Every value comes back as text, whatever the driver's own settings say. */
export function queryOf(client: PostgresClient, isPrepared: boolean): Query {
  if (isSql(client)) return ofSql(client, isPrepared)
  if (isPglite(client)) return ofPglite(client)
  if (isPg(client)) return ofPg(client, isPrepared)
  throw new SessionError(
    'option-invalid',
    'postgresStore takes a Pool or Client of pg, the sql function of postgres, or a PGlite',
  )
}

function has<Name extends string>(
  value: unknown,
  ...names: Name[]
): value is Record<Name, (...args: never[]) => unknown> {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return isObject && names.every((name) => typeof Reflect.get(value, name) === 'function')
}

function isSql(client: unknown): client is PostgresSql {
  return typeof client === 'function' && has(client, 'unsafe', 'begin')
}

function isPglite(client: unknown): client is PgliteClient {
  return has(client, 'query', 'exec', 'runExclusive')
}

function isPg(client: unknown): client is PgClient {
  return has(client, 'query', 'connect', 'end')
}

/** The longest name of a prepared statement that `pg` takes without a warning. */
const maxName = 63

function ofPg(client: PgClient, isPrepared: boolean): Query {
  return async ({ name, text }, values = []) => {
    const isNamed = isPrepared && name !== '' && name.length <= maxName
    const query = { text, values: [...values], rowMode: 'array' as const, types: asText }
    const { rows, rowCount } = await client.query(isNamed ? { ...query, name } : query)
    return toResult(rows, rowCount)
  }
}

const asText: PgQuery['types'] = {
  getTypeParser: (id, format) => (format === 'binary' ? (value: Buffer) => fromBinary(id, value) : String),
}

/** A client may be set to ask for the binary format (https://www.postgresql.org/docs/current/protocol-overview.html). */
function fromBinary(id: number, value: Buffer): string {
  if (id === types.bigint) return String(value.readBigInt64BE())
  if (id === types.boolean) return String(value.readUInt8() === 1)
  return value.toString()
}

function ofSql(sql: PostgresSql, isPrepared: boolean): Query {
  return async ({ name, text }, values = []) => {
    // The types of parameters are asked of the server, which reads each from its text.
    const bound = values.map((value) => (typeof value === 'number' ? String(value) : value)) as never[]
    const prepare = isPrepared && name !== ''
    const rows: unknown = await sql.unsafe(text, bound, { prepare }).raw()
    if (!Array.isArray(rows)) throw new TypeError('postgres answered no rows')
    return toResult(rows.map(toTexts), Reflect.get(rows, 'count'))
  }
}

function toTexts(row: unknown): unknown {
  return Array.isArray(row)
    ? row.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value))
    : row
}

function ofPglite(client: PgliteClient): Query {
  const parsers = Object.fromEntries(Object.values(types).map((id) => [id, String]))
  return async ({ text }: Statement, values: readonly Value[] = []) => {
    const { rows, affectedRows } = await client.query(text, [...values], { rowMode: 'array', parsers })
    return toResult(rows, affectedRows)
  }
}

function toResult(rows: readonly unknown[], count: unknown): Result {
  if (!rows.every(isRow))
    throw new TypeError('the driver answered rows in another form than it was asked for')
  return { rows, count: typeof count === 'number' ? count : 0 }
}

function isRow(row: unknown): row is Row {
  return Array.isArray(row)
}
