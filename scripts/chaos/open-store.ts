import type { SessionStore } from '@sojourn/server'
import { mysqlStore } from '@sojourn/server/store/mysql'
import { postgresStore } from '@sojourn/server/store/postgres'
import { redisStore } from '@sojourn/server/store/redis'
import { sqliteStore } from '@sojourn/server/store/sqlite'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { createClient, createCluster } from 'redis'

/** Soon enough after the server is back. */
const reconnectStrategy = (): number => 100

/** The store of a URL, as an app opens it. `redis-cluster:` names nodes, with commas between them. */
export async function openStore(url: string): Promise<SessionStore> {
  const kind = url.slice(0, url.indexOf(':'))
  const place = url.slice(kind.length + 1)
  switch (kind) {
    case 'sqlite':
      return sqliteStore(place)
    case 'redis': {
      const client = createClient({ url, socket: { reconnectStrategy } })
      client.on('error', () => {})
      return redisStore(await client.connect())
    }
    case 'redis-cluster': {
      const rootNodes = place.split(',').map((node) => ({ url: node }))
      const cluster = createCluster({ rootNodes, defaults: { socket: { reconnectStrategy } } })
      cluster.on('error', () => {})
      return redisStore(await cluster.connect())
    }
    case 'postgres': {
      const pool = new pg.Pool({ connectionString: url, max: 8, connectionTimeoutMillis: 1500 })
      // A connection that breaks while nobody uses it.
      pool.on('error', () => {})
      const store = postgresStore(pool)
      await store.createTable()
      return store
    }
    case 'mysql': {
      const store = mysqlStore(mysql.createPool({ uri: url, connectionLimit: 8, connectTimeout: 1500 }))
      await store.createTable()
      return store
    }
    default:
      throw new Error(`no store is called ${kind}`)
  }
}
