import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { SessionError } from '../../errors.ts'
import { DatabaseSync } from './built-in.ts'
import { inTransaction } from './transaction.ts'

/** Written into the file's header, so that no other application's database is taken for ours: 'SOJO' in ASCII. */
const applicationId = 0x534f4a4f

/** To so many bytes the log is cut once it was copied into the file, should a long read have let it grow beyond. */
const maxLogBytes = 8 * 2 ** 20

/** What brings the schema from each version to the next. A step that was released is never changed. */
const migrations = [
  `CREATE TABLE sessions (
    key TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ends_at INTEGER,
    idle_timeout INTEGER NOT NULL,
    persistent INTEGER NOT NULL,
    subject TEXT,
    version INTEGER NOT NULL
  );
  CREATE INDEX sessions_by_expiry ON sessions (expires_at);
  CREATE INDEX sessions_by_subject ON sessions (subject, created_at) WHERE subject IS NOT NULL;`,
  `CREATE TABLE revocations (subject TEXT PRIMARY KEY, at INTEGER NOT NULL, spared TEXT) WITHOUT ROWID;
  CREATE INDEX revocations_by_age ON revocations (at);
  CREATE TABLE ends (number INTEGER PRIMARY KEY, id TEXT NOT NULL, at INTEGER NOT NULL);`,
]

/** Opens the file, or makes it, with the newest schema. Throws `store-unavailable`, or SQLite's error where the file is locked. */
export function openDatabase(file: string, durability: 'normal' | 'full'): DatabaseSync {
  if (file !== ':memory:') createFile(file)
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    checkOwner(database, file)
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability}`)
    database.exec(`PRAGMA journal_size_limit = ${maxLogBytes}`)
    migrate(database, file)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Makes the file and its folder where they are missing. What people do on a site is for the server's own user to read. */
function createFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
}

function checkOwner(database: DatabaseSync, file: string): void {
  const owner = pragma(database, 'application_id')
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined
  if (owner !== applicationId && !isEmpty) {
    throw unavailable(file, 'is a database of something else; give the sessions a file of their own')
  }
}

function migrate(database: DatabaseSync, file: string): void {
  const version = pragma(database, 'user_version')
  if (version > migrations.length) {
    const versions = `has schema version ${version}, and this release knows versions up to ${migrations.length}`
    throw unavailable(file, `${versions}; run the release that wrote it, or a newer one`)
  }
  if (version === migrations.length) return

  inTransaction(database, () => {
    // Looked up again: another process may have been faster.
    for (const step of migrations.slice(pragma(database, 'user_version'))) database.exec(step)
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}`)
  })
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}

/** The error of a store that cannot use its file. */
export function unavailable(file: string, message: string, cause?: unknown): SessionError {
  return new SessionError('store-unavailable', `sqliteStore: ${file} ${message}`, cause)
}
