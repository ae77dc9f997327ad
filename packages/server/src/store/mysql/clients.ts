import { SessionError } from '../../errors.ts'
import type { Query, Result, Row } from '../sql/database.ts'
import { has, type Method } from '../sql/shape.ts'

/** A pool or a connection of `mysql2`, with callbacks or of `mysql2/promise`: what `mysqlStore` uses of it. */
export interface Mysql2Client {
  execute(...args: never[]): unknown
  query(...args: never[]): unknown
}

/** A pool or a connection of `mariadb`: what `mysqlStore` uses of it. */
export interface MariadbClient extends Mysql2Client {
  batch(...args: never[]): unknown
}

export type MysqlClient = Mysql2Client | MariadbClient

/** What a store asks of its database. */
export interface MysqlDatabase {
  readonly query: Query
  /** Runs `work` in one transaction, on one connection, and commits it; rolls back where `work` throws. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>
}

/** The methods of a pool or a connection that answers with promises. */
interface Client {
  readonly execute: Method
  readonly query: Method
  readonly getConnection?: Method
  readonly release?: Method
  readonly destroy?: Method
}

/** Recognises the driver by the shape of its client. */
export function databaseOf(given: MysqlClient, isPrepared: boolean): MysqlDatabase {
  const client = has(given, 'execute', 'query') ? promising(given) : undefined
  if (client === undefined) {
    throw new SessionError(
      'option-invalid',
      'mysqlStore takes a pool or a connection of mysql2, of mysql2/promise or of mariadb',
    )
  }
  const toQuery = (of: Client): Query => queryOf(of, isPrepared, has(given, 'batch'))
  return has(client, 'getConnection') ? ofPool(client, toQuery) : ofConnection(client, toQuery)
}

/** `mysql2` makes of each of its clients with callbacks one with promises. */
function promising(client: Client): Client | undefined {
  if (!has(client, 'promise')) return client
  const made = client.promise()
  return has(made, 'execute', 'query') ? made : undefined
}

function ofPool(
  pool: Client & { readonly getConnection: Method },
  toQuery: (client: Client) => Query,
): MysqlDatabase {
  return {
    query: toQuery(pool),
    async transaction(work) {
      const connection = await pool.getConnection()
      if (!has(connection, 'execute', 'query', 'release', 'destroy'))
        throw new TypeError('the pool answered something else than a connection')
      try {
        const result = await inTransaction(toQuery(connection), work)
        connection.release()
        return result
      } catch (error) {
        if (error instanceof OpenTransaction) connection.destroy()
        else connection.release()
        throw error instanceof OpenTransaction ? error.cause : error
      }
    },
  }
}

/** On one connection no statement may come between those of a transaction: it would be rolled back with them. */
function ofConnection(connection: Client, toQuery: (client: Client) => Query): MysqlDatabase {
  const query = toQuery(connection)
  let transactions: Promise<unknown> = Promise.resolve()
  let pending = 0
  let running: Promise<unknown>[] = []
  return {
    async query(statement, values) {
      while (pending > 0) await transactions
      const result = query(statement, values)
      const settled = result.catch(() => {})
      running.push(settled)
      settled.then(() => {
        running = running.filter((other) => other !== settled)
      })
      return result
    },
    async transaction(work) {
      pending += 1
      const before = Promise.all([transactions, ...running])
      const result = before.then(() => inTransaction(query, work))
      transactions = result
        .catch(() => {})
        .then(() => {
          pending -= 1
        })
      return result.catch((error) => {
        throw error instanceof OpenTransaction ? error.cause : error
      })
    },
  }
}

/** The transaction could not even be rolled back: what is left of it lives on in its connection. */
class OpenTransaction extends Error {}

async function inTransaction<T>(query: Query, work: (query: Query) => Promise<T>): Promise<T> {
  await query(plain('START TRANSACTION'))
  try {
    const result = await work(query)
    await query(plain('COMMIT'))
    return result
  } catch (error) {
    await query(plain('ROLLBACK')).catch(() => {
      throw new OpenTransaction('the transaction could not be rolled back', { cause: error })
    })
    throw error
  }
}

function plain(text: string) {
  return { name: '', text }
}

/** What is asked of the driver for each statement, whatever its own settings say. */
const settings = {
  rowsAsArray: true,
  nestTables: false,
  metaAsArray: false,
  namedPlaceholders: false,
  // Values of sessions do not belong into messages of errors.
  logParam: false,
  typeCast: (_field: unknown, next: () => unknown): unknown => next(),
}

function queryOf(client: Client, isPrepared: boolean, isMariadb: boolean): Query {
  return async ({ name, text }, values = []) => {
    const isExecuted = isPrepared && name !== ''
    // `mysql2` prepares a number as a floating point one, which some places of a statement do not take.
    const bound = values.map((value) => (typeof value === 'number' ? String(value) : value))
    const options = { ...settings, sql: text }
    const answer = isExecuted ? client.execute(options, bound) : client.query(options, bound)
    const answered: unknown = await answer
    return toResult(isMariadb ? answered : Array.isArray(answered) ? answered[0] : undefined)
  }
}

function toResult(answer: unknown): Result {
  if (Array.isArray(answer) && answer.every(isRow)) return { rows: answer, count: answer.length }
  const count: unknown =
    typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'affectedRows') : undefined
  if (typeof count !== 'number' && typeof count !== 'bigint')
    throw new TypeError('the driver answered in another form than it was asked for')
  return { rows: [], count: Number(count) }
}

function isRow(row: unknown): row is Row {
  return Array.isArray(row)
}
