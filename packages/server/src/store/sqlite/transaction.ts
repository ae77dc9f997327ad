import type { DatabaseSync } from 'node:sqlite'

/** The databases that are in a transaction. */
const underWay = new WeakSet<DatabaseSync>()

/**
 * Does all that `action` does, or none of it, and leaves no transaction open. Throws what went wrong, the commit included.
 * Within another one it is a part of that.
 */
export function inTransaction<T>(database: DatabaseSync, action: () => T): T {
  if (underWay.has(database)) return action()
  database.exec('BEGIN IMMEDIATE')
  underWay.add(database)
  try {
    const result = action()
    database.exec('COMMIT')
    return result
  } catch (error) {
    rollBack(database)
    throw error
  } finally {
    underWay.delete(database)
  }
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // After some errors, a full disk among them, SQLite has rolled back by itself, and then refuses to do so once more. "No
    // harm is caused by this" (https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction).
  }
}
