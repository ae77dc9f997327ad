import { createRequire } from 'node:module'
import { DatabaseSync } from 'node:sqlite'
import knex, { type Knex } from 'knex'

interface Statement {
  /** Whether it answers rows. */
  readonly reader: boolean
  all(values: readonly string[]): unknown
  run(values: readonly string[]): unknown
}

/** An SQLite file that never waits for the disk. */
export function openSqlite(file: string): DatabaseSync {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA synchronous = OFF')
  return database
}

/** As much of better-sqlite3 as knex uses, on the SQLite that Node.js brings along: nothing has to be compiled. */
class Database {
  readonly #database: DatabaseSync

  constructor(file: string) {
    this.#database = openSqlite(file)
  }

  prepare(sql: string): Statement {
    const statement = this.#database.prepare(sql)
    return {
      reader: statement.columns().length > 0,
      all: (values) => statement.all(...values),
      run: (values) => statement.run(...values),
    }
  }

  close(): void {
    this.#database.close()
  }
}

const BetterSqlite: typeof Knex.Client = createRequire(import.meta.url)(
  'knex/lib/dialects/better-sqlite3/index.js',
)

class NodeSqlite extends BetterSqlite {
  _driver(): typeof Database {
    return Database
  }
}

export function openKnex(filename: string): Knex {
  return knex({ client: NodeSqlite, connection: { filename }, useNullAsDefault: true })
}
