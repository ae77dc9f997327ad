import { SessionError } from '../../errors.ts'
import type { Query } from './database.ts'
import { TableProblem } from './format.ts'

/** How to read the errors of one kind of database. */
export interface Failures {
  /** What to do, by code. */
  readonly advice: Readonly<Record<string, string>>
  /** The codes of errors that undid the statement or transaction whole, so that it may be repeated. */
  readonly transient: readonly unknown[]
  /** The codes that an error has. */
  codesOf(error: Error): string[]
}

const maxAttempts = 10

/**
 * Calls `attempt`, and again where a deadlock or a serialization failure has undone it. Never after any other error: where the
 * connection was lost, the work may have been done.
 */
export async function retry<T>(failures: Failures, attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt()
    } catch (error) {
      const codes = error instanceof Error ? failures.codesOf(error) : []
      if (count === maxAttempts || !codes.some((code) => failures.transient.includes(code))) throw error
    }
  }
}

/** The same for each statement, where it is a transaction of its own. */
export function retrying(failures: Failures, query: Query): Query {
  return (statement, values) => retry(failures, () => query(statement, values))
}

/** The error `store-unavailable`, with what was tried and what to do. */
export function explain(
  failures: Failures,
  where: { readonly caller: string; readonly table: string; readonly operation: string },
  error: unknown,
): SessionError {
  if (error instanceof SessionError) return error
  const { caller, table, operation } = where
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof TableProblem) {
    const remedies = {
      columns: `. Call createTable() of the store, put what ${caller.replace('Store', 'Table')}() answers into a migration, or set table`,
      'newer format': '. Run the release that made it, or a newer one',
      connection: '',
    }
    return unavailable(`${caller}: the table ${table} ${message}${remedies[error.about]}`, error)
  }
  const code =
    error instanceof Error ? failures.codesOf(error).find((code) => code in failures.advice) : undefined
  const what = code === undefined ? '' : `. ${failures.advice[code]}`
  return unavailable(`${caller}: ${operation} on the table ${table} failed: ${message}${what}`, error)
}

export function unavailable(message: string, cause?: unknown): SessionError {
  return new SessionError('store-unavailable', message, cause)
}
