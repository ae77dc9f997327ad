import {
  type PgClient,
  type PgliteClient,
  type PostgresClient,
  type PostgresSql,
  queryOf,
} from './postgres/clients.ts'
import { failures } from './postgres/failures.ts'
import { prepare } from './postgres/statements.ts'
import { tableStatements } from './postgres/table.ts'
import { defaultTable, parseOptions, type SqlStoreOptions } from './sql/options.ts'
import { SqlStore } from './sql/sql-store.ts'
import { tableNames } from './sql/table-name.ts'

export type { PgClient, PgliteClient, PostgresClient, PostgresSql }

/** Options of `postgresStore`. Durations are milliseconds. */
export interface PostgresStoreOptions extends SqlStoreOptions {}

/** The store that `postgresStore` returns. */
export interface PostgresStore extends SqlStore {}

const caller = 'postgresStore'

/**
 * Stores sessions in a table of PostgreSQL. `createTable()` of the store creates it, or a migration that runs what
 * `postgresTable` answers.
 *
 * @param client - A `Pool` of `pg` (or a `Client`, through which one statement goes at a time), the `sql` function of
 * `postgres`, or a PGlite. The store never closes it.
 * @throws {SessionError} `option-invalid` for a wrong option or client. What is wrong with the database, the first call tells:
 * `store-unavailable`, with what to do.
 * @example
 * const store = postgresStore(new pg.Pool({ connectionString: process.env.DATABASE_URL }))
 * await store.createTable()
 * createSessions({ secret, store })
 */
export function postgresStore(client: PostgresClient, options: PostgresStoreOptions = {}): PostgresStore {
  const parsed = parseOptions(caller, options)
  const tables = tableNames(caller, parsed.table, '"')
  const statements = prepare(queryOf(client, parsed.prepare), tables)
  return new SqlStore({ caller, failures, statements }, parsed)
}

/**
 * Returns the SQL that creates the tables of `postgresStore` and their indexes, for your own migrations. It may run again.
 *
 * @param options - The name of the table. Default `'sojourn_sessions'`.
 * @throws {SessionError} `option-invalid` for a wrong name.
 */
export function postgresTable({ table = defaultTable }: { readonly table?: string } = {}): string {
  return `${tableStatements(tableNames('postgresTable', table, '"')).join(';\n')};\n`
}
