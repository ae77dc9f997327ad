import process from 'node:process'
import { SessionError } from '../../errors.ts'

type Sqlite = typeof import('node:sqlite')

/** `node:sqlite`, asked for in a way that can be explained where it is missing; an `import` of it fails before any line runs. */
const sqlite: Sqlite | undefined = process.getBuiltinModule?.('node:sqlite')
if (sqlite === undefined) {
  throw new SessionError(
    'store-unavailable',
    'sqliteStore needs node:sqlite, which is in Node.js 22.13 and later, unless --no-experimental-sqlite takes it away; ' +
      `this is Node.js ${process.version}`,
  )
}

export const DatabaseSync: Sqlite['DatabaseSync'] = sqlite.DatabaseSync
export type DatabaseSync = InstanceType<Sqlite['DatabaseSync']>
