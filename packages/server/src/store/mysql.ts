import {
  databaseOf,
  type MariadbClient,
  type Mysql2Client,
  type MysqlClient,
  type MysqlDatabase,
} from './mysql/clients.ts'
import { polledEnds } from './mysql/ends.ts'
import { failures } from './mysql/failures.ts'
import { prepare } from './mysql/statements.ts'
import { tableStatements } from './mysql/table.ts'
import { retry, retrying } from './sql/failures.ts'
import { check, defaultTable, parseOptions, type SqlStoreOptions } from './sql/options.ts'
import { SqlStore } from './sql/sql-store.ts'
import { tableNames } from './sql/table-name.ts'

export type { MariadbClient, Mysql2Client, MysqlClient }

/** Options of `mysqlStore`. Durations are milliseconds. */
export interface MysqlStoreOptions extends SqlStoreOptions {
  /**
   * Whether processes hear of sessions that end in another: all that share the table need it. Default false. Each sign-out is
   * also written to a small table, which each process that listens reads once a second.
   */
  readonly watch?: boolean
}

/** The store that `mysqlStore` returns. */
export interface MysqlStore extends SqlStore {}

const caller = 'mysqlStore'

/**
 * Stores sessions in a table of MySQL 8 or later, or MariaDB 10.6 or later. `createTable()` of the store creates it, or a
 * migration that runs what `mysqlTable` answers.
 *
 * @param client - A pool of `mysql2`, `mysql2/promise` or `mariadb`, or a connection, which should be the store's own: while it
 * moves a session to another key, it has a transaction open there. The store never closes it.
 * @throws {SessionError} `option-invalid` for a wrong option or client. What is wrong with the database, the first call tells:
 * `store-unavailable`, with what to do.
 * @example
 * const store = mysqlStore(mysql.createPool(process.env.DATABASE_URL))
 * await store.createTable()
 * createSessions({ secret, store })
 */
export function mysqlStore(client: MysqlClient, options: MysqlStoreOptions = {}): MysqlStore {
  const parsed = parseOptions(caller, options)
  const tables = tableNames(caller, parsed.table, '`')
  const { watch = false } = options
  check(caller, 'watch', watch, 'true or false', typeof watch === 'boolean')
  const database = retryingDatabase(databaseOf(client, parsed.prepare))
  const ends = watch ? polledEnds(database.query, tables, parsed.clock) : undefined
  return new SqlStore({ caller, failures, statements: prepare(database, tables), ends }, parsed)
}

function retryingDatabase({ query, transaction }: MysqlDatabase): MysqlDatabase {
  return {
    query: retrying(failures, query),
    transaction: (work) => retry(failures, () => transaction(work)),
  }
}

/**
 * Returns the SQL that creates the tables of `mysqlStore` and their indexes, for your own migrations. It may run again.
 *
 * @param options - The name of the table. Default `'sojourn_sessions'`.
 * @throws {SessionError} `option-invalid` for a wrong name.
 */
export function mysqlTable({ table = defaultTable }: { readonly table?: string } = {}): string {
  return `${tableStatements(tableNames('mysqlTable', table, '`')).join(';\n')};\n`
}
