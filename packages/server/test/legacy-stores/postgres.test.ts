import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { startPostgres } from '../../../../scripts/servers/postgres.ts'
import { useServer } from '../use-server.ts'
import { describeStore } from './describe-store.ts'
import { postgresStoreFactory } from './factories.ts'

const serverUrl = useServer(startPostgres)
let pool: InstanceType<typeof pg.Pool>
/** Each place is a schema: in one schema the store's index would have the same name twice. */
const schemas = new Set<string>()

beforeAll(() => {
  pool = new pg.Pool({ connectionString: serverUrl(), max: 4 })
})

afterAll(async () => {
  for (const schema of schemas) await pool.query(`DROP SCHEMA ${schema} CASCADE`)
  await pool?.end()
})

describeStore('connect-pg-simple', {
  async open(session, place) {
    await pool.query(`CREATE SCHEMA IF NOT EXISTS ${place}`)
    schemas.add(place)
    const Store = postgresStoreFactory(session)
    const store = new Store({ pool, schemaName: place, createTableIfMissing: true })
    return { store, close: () => store.close() }
  },
})
