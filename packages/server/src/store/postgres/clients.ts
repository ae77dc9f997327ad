import { SessionError } from '../../errors.ts'
import type { Query, Result, Row } from '../sql/database.ts'
import { has, type Method } from '../sql/shape.ts'

/** A `Pool` or a `Client` of `pg`: by what `postgresStore` knows it. */
export interface PgClient {
  query(...args: never[]): unknown
  connect(...args: never[]): unknown
  end(...args: never[]): unknown
}

/** The `sql` function of `postgres` (https://github.com/porsager/postgres): by what `postgresStore` knows it. */
export interface PostgresSql {
  (...args: never[]): unknown
  unsafe(...args: never[]): unknown
  begin(...args: never[]): unknown
  listen(...args: never[]): unknown
}

/** A PGlite: by what `postgresStore` knows it. */
export interface PgliteClient {
  query(...args: never[]): unknown
  exec(...args: never[]): unknown
  listen(...args: never[]): unknown
}

export type PostgresClient = PgClient | PostgresSql | PgliteClient

/** A client whose driver was recognised. */
export type KnownClient =
  | { readonly driver: 'pg'; readonly client: Record<'query' | 'connect', Method> }
  | { readonly driver: 'postgres'; readonly client: Record<'unsafe' | 'listen', Method> }
  | { readonly driver: 'pglite'; readonly client: Record<'query' | 'listen', Method> }

/** Recognises the driver by the shape of its client. */
export function recognise(client: unknown): KnownClient {
  if (typeof client === 'function' && has(client, 'unsafe', 'begin', 'listen'))
    return { driver: 'postgres', client }
  if (has(client, 'query', 'exec', 'listen')) return { driver: 'pglite', client }
  if (has(client, 'query', 'connect', 'end')) return { driver: 'pg', client }
  throw new SessionError(
    'option-invalid',
    'postgresStore takes a Pool or Client of pg, the sql function of postgres, or a PGlite',
  )
}

/** Every value comes back as text, whatever the driver's own settings say. */
export function queryOf(known: KnownClient, isPrepared: boolean): Query {
  if (known.driver === 'postgres') return ofSql(known.client, isPrepared)
  return known.driver === 'pglite' ? ofPglite(known.client) : ofPg(known.client, isPrepared)
}

/** The object identifiers of the types in our tables (https://www.postgresql.org/docs/current/catalog-pg-type.html). */
const types = { boolean: 16, bigint: 20, text: 25 }

/** The longest name of a prepared statement that `pg` takes without a warning. */
const maxName = 63

function ofPg(client: Record<'query', Method>, isPrepared: boolean): Query {
  return async ({ name, text }, values = []) => {
    const isNamed = isPrepared && name !== '' && name.length <= maxName
    const query = { text, values: [...values], rowMode: 'array', types: asText }
    const answer = await client.query(isNamed ? { ...query, name } : query)
    return toResult(part(answer, 'rows'), part(answer, 'rowCount'))
  }
}

const asText = {
  getTypeParser: (_id: number, format?: string) => (format === 'binary' ? refuseBinary : String),
}

/** What `pg` hands over then is no longer what the server has sent: it was read as UTF-8 before. */
function refuseBinary(): never {
  throw new TypeError(
    'the client of pg is set to binary values, which it cannot read whole; leave its option binary out',
  )
}

function ofSql(sql: Record<'unsafe', Method>, isPrepared: boolean): Query {
  return async ({ name, text }, values = []) => {
    // The server says of what type each parameter is, and reads it from its text.
    const bound = values.map((value) => (typeof value === 'number' ? String(value) : value))
    const query = sql.unsafe(text, bound, { prepare: isPrepared && name !== '' })
    const rows: unknown = has(query, 'raw') ? await query.raw() : undefined
    return toResult(Array.isArray(rows) ? rows.map(toTexts) : undefined, part(rows, 'count'))
  }
}

function toTexts(row: unknown): unknown {
  const toText = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value)
  return Array.isArray(row) ? row.map(toText) : row
}

function ofPglite(client: Record<'query', Method>): Query {
  const parsers = Object.fromEntries(Object.values(types).map((id) => [id, String]))
  return async ({ text }, values = []) => {
    const answer = await client.query(text, [...values], { rowMode: 'array', parsers })
    return toResult(part(answer, 'rows'), part(answer, 'affectedRows'))
  }
}

function part(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function toResult(rows: unknown, count: unknown): Result {
  if (!Array.isArray(rows) || !rows.every(isRow))
    throw new TypeError('the driver answered rows in another form than it was asked for')
  return { rows, count: typeof count === 'number' ? count : 0 }
}

function isRow(row: unknown): row is Row {
  return Array.isArray(row)
}
