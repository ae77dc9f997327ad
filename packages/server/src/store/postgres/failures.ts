import type { Failures } from '../sql/failures.ts'

/** What each error of PostgreSQL, or of the connection to it, asks for. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const advice: Readonly<Record<string, string>> = {
  '25006':
    'The server takes no writes: it is a read-only replica (hot standby), or the session is set to read-only. Connect to the primary.',
  '53100': 'The disk of the server is full: make room.',
  '53200': 'The server is out of memory.',
  '53300':
    'The server has too many connections: make the pool smaller, raise max_connections, or pool outside.',
  '54000':
    'A value is longer than the server takes; a subject or a key fits into an index up to some 2,700 bytes.',
  '57014': 'The server cancelled the statement: see statement_timeout.',
  '57P01': 'The server ended the connection: it is being restarted, or somebody ended it.',
  '57P03': 'The server is starting or stopping.',
  '28P01': 'The password is wrong: see the URL of the database.',
  '28000': 'The server refuses this user from here: see the URL of the database, and pg_hba.conf.',
  '3D000': 'There is no database of that name: see the URL of the database.',
  '42501': 'The user lacks the right: grant SELECT, INSERT, UPDATE and DELETE on the tables.',
  '42P01':
    'Create the tables: call createTable() of the store, or put what postgresTable() answers into a migration.',
  '42703': 'The table has other columns; compare with what postgresTable() answers.',
  '26000': 'Something between here and the server forgets prepared statements: set prepare: false.',
  '42P05': 'Something between here and the server mixes up prepared statements: set prepare: false.',
  ECONNREFUSED: 'Nobody listens there: see the URL of the database, and whether it runs.',
  ENOTFOUND: 'There is no host of that name: see the URL of the database.',
}

/** Errors after which nothing was done, so that the same may be asked again: what met another transaction on its way. */
const transient: readonly unknown[] = ['40001', '40P01']

export const failures: Failures = { advice, transient, codesOf }

function codesOf(error: Error): string[] {
  const code: unknown = 'code' in error ? error.code : undefined
  return typeof code === 'string' ? [code] : []
}
