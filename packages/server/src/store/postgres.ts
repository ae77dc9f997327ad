import {
  type PgClient,
  type PgliteClient,
  type PostgresClient,
  type PostgresSql,
  queryOf,
  recognise,
} from './postgres/clients.ts'
import { notifiedEnds, polledEnds } from './postgres/ends.ts'
import { failures } from './postgres/failures.ts'
import { prepare } from './postgres/statements.ts'
import { tableStatements } from './postgres/table.ts'
import { retrying } from './sql/failures.ts'
import { check, defaultTable, parseOptions, type SqlStoreOptions } from './sql/options.ts'
import { SqlStore } from './sql/sql-store.ts'
import { tableNames } from './sql/table-name.ts'

export type { PgClient, PgliteClient, PostgresClient, PostgresSql }

/** Options of `postgresStore`. Durations are milliseconds. */
export interface PostgresStoreOptions extends SqlStoreOptions {
  /**
   * Whether processes hear of sessions that end in another: all that share the table need it. Default false. `true` sends a
   * NOTIFY, in a transaction of its own, for each sign-out, and listens on one connection more per process; a NOTIFY is for one
   * commit in the whole database at a time. `'poll'` reads a small table once a second, and is for what cannot listen, such as
   * PgBouncer in transaction mode.
   */
  readonly watch?: boolean | 'poll'
}

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
  const { watch = false } = options
  check(caller, 'watch', watch, "true, false or 'poll'", [true, false, 'poll'].includes(watch))
  const known = recognise(client)
  const query = retrying(failures, queryOf(known, parsed.prepare))
  const ends =
    watch === 'poll'
      ? polledEnds(query, tables, parsed.clock)
      : watch
        ? notifiedEnds(query, known, tables, parsed.clock)
        : undefined
  return new SqlStore({ caller, failures, statements: prepare(query, tables), ends }, parsed)
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
