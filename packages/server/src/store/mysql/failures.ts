import type { Failures } from '../sql/failures.ts'

/** What each error of MySQL or MariaDB, or of the connection to it, asks for. https://mariadb.com/kb/en/mariadb-error-codes/ */
const advice: Readonly<Record<string, string>> = {
  '1021': 'The disk of the server is full: make room.',
  '1114': 'The disk of the server is full, or a tablespace has reached its limit: make room.',
  '1028': 'The disk of the server is full: make room.',
  '1040': 'The server has too many connections: make the pools smaller, or raise max_connections.',
  '1203': 'The user has too many connections: make the pools smaller, or raise max_user_connections.',
  '1044': 'The user has no right to this database: grant it, or see the URL of the database.',
  '1045': 'The user or the password is wrong: see the URL of the database.',
  '1049': 'There is no database of that name: see the URL of the database.',
  '1054': 'The table has other columns; compare with what mysqlTable() answers.',
  '1142': 'The user lacks the right: grant SELECT, INSERT, UPDATE and DELETE on the tables.',
  '1146':
    'Create the tables: call createTable() of the store, or put what mysqlTable() answers into a migration.',
  '1153':
    'The value is longer than the server takes: store less in the session, or raise max_allowed_packet.',
  '1205': 'Another transaction holds the row: see what else works on this table.',
  '1290': 'The server takes no writes: it is a read-only replica (read_only). Connect to the primary.',
  '1836': 'The server takes no writes: it is in read-only mode. Connect to the primary.',
  '1792': 'The connection is set to read-only transactions.',
  '3100': 'The server takes no writes: it is a read-only replica. Connect to the primary.',
  ER_GET_CONNECTION_TIMEOUT:
    'No connection of the pool became free in time: see acquireTimeout and connectionLimit, and whether the server answers.',
  ECONNREFUSED: 'Nobody listens there: see the URL of the database, and whether it runs.',
  ENOTFOUND: 'There is no host of that name: see the URL of the database.',
}

/** A deadlock undoes its transaction, and a lock that was waited for too long the statement, in vain: each may be repeated. */
const transient: readonly unknown[] = ['1213', '1205', '1020']

export const failures: Failures = { advice, transient, codesOf }

/** The number of an error, which all drivers have alike, and its name. */
function codesOf(error: Error): string[] {
  return [Reflect.get(error, 'errno'), Reflect.get(error, 'code')]
    .filter((each) => each !== undefined)
    .map(String)
}
