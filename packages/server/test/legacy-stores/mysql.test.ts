import { createPool, type Pool } from 'mysql2/promise'
import { afterAll, beforeAll } from 'vitest'
import { startMariadb } from '../../../../scripts/servers/mariadb.ts'
import { useServer } from '../use-server.ts'
import { describeStore } from './describe-store.ts'
import { mysqlStoreFactory } from './factories.ts'

const serverUrl = useServer(startMariadb)
let pool: Pool
const tables = new Set<string>()

beforeAll(() => {
  pool = createPool(serverUrl())
})

afterAll(async () => {
  for (const table of tables) await pool.query(`DROP TABLE ${table}`)
  await pool?.end()
})

const unproven = {
  'create: keys are told apart by every character, upper and lower case too':
    'its keys end with spaces, which the database does not compare; those of createSessions do not',
  'keys: odd ones work with every method, and no two are taken for one; a store may refuse some':
    'some of its keys differ in nothing but a space at the end',
  'numbers: the latest times there are, and versions past 32 bits, come back to the last digit':
    'its session ends after 2106, and the column has 32 bits',
}

describeStore(
  'express-mysql-session',
  {
    async open(session, place) {
      tables.add(place)
      const { hostname, port, username, password, pathname } = new URL(serverUrl())
      const Store = mysqlStoreFactory(session)
      const store = new Store({
        host: hostname,
        port: Number(port),
        user: username,
        password,
        database: pathname.slice(1),
        schema: { tableName: place },
      })
      await store.onReady()
      return { store, close: () => store.close() }
    },
  },
  { unproven },
)
