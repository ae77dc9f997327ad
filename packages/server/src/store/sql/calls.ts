import type { SessionError } from '../../errors.ts'
import type { Ends } from './ends.ts'
import { explain, type Failures, unavailable } from './failures.ts'
import type { SqlStoreOptions } from './options.ts'
import type { Statements } from './statements.ts'

/** What tells one kind of database from another. */
export interface Dialect {
  /** The function that the user called. */
  readonly caller: string
  readonly failures: Failures
  readonly statements: Statements
  /** Where ends are told; not, unless the user asks for it. */
  readonly ends: Ends | undefined
}

/** What every call of a store has around it: tables that were checked, and an error that says what to do. */
export class Calls {
  readonly #dialect: Dialect
  readonly #options: Required<SqlStoreOptions>
  #tables: Promise<void> | undefined
  #isClosed = false

  constructor(dialect: Dialect, options: Required<SqlStoreOptions>) {
    this.#dialect = dialect
    this.#options = options
  }

  async run<T>(operation: string, action: (sql: Statements, now: number) => Promise<T>): Promise<T> {
    try {
      this.#checkOpen()
      await this.#checkTables()
      return await action(this.#dialect.statements, this.#options.clock.now())
    } catch (error) {
      throw this.#explained(operation, error)
    }
  }

  async createTables(): Promise<void> {
    try {
      this.#checkOpen()
      await this.#dialect.statements.createTables()
    } catch (error) {
      throw this.#explained('createTable', error)
    }
  }

  close(): void {
    this.#isClosed = true
  }

  #checkOpen(): void {
    if (this.#isClosed) throw unavailable(`${this.#dialect.caller}: the store is closed`)
  }

  /** Once for all calls; after a failure the next call asks again. */
  #checkTables(): Promise<void> {
    this.#tables ??= this.#dialect.statements.checkTables().catch((error: unknown) => {
      this.#tables = undefined
      throw error
    })
    return this.#tables
  }

  #explained(operation: string, error: unknown): SessionError {
    const { caller, failures } = this.#dialect
    return explain(failures, { caller, table: this.#options.table, operation }, error)
  }
}
