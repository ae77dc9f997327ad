import type { SessionStore } from '@sojourn/server'
import { mysqlStore } from '@sojourn/server/store/mysql'
import { postgresStore } from '@sojourn/server/store/postgres'
import { redisStore } from '@sojourn/server/store/redis'
import { sqliteStore } from '@sojourn/server/store/sqlite'
import mysql from 'mysql2/promise'
import pg, { type Pool } from 'pg'
import { createClient } from 'redis'

/** A store that is open, and what closes it and its connections. */
export interface OpenStore {
  readonly store: SessionStore
  close(): Promise<void>
}

/** As many as `pg` opens by itself, for every pool. */
export const poolSize = 10

export async function connectRedis(url: string) {
  const client = createClient({ url })
  client.on('error', (error) => console.error(String(error)))
  await client.connect()
  return client
}

export function connectPostgres(url: string): Pool {
  return new pg.Pool({ connectionString: url, max: poolSize })
}

/** Our stores, with what they have by themselves; nothing is swept while others are measured. */
export const openStores = {
  async redis(url: string): Promise<OpenStore> {
    const client = await connectRedis(url)
    return { store: redisStore(client), close: async () => void (await client.close()) }
  },
  async postgres(url: string): Promise<OpenStore> {
    const pool = connectPostgres(url)
    const store = postgresStore(pool, { sweepEvery: false })
    await store.createTable()
    return { store, close: () => pool.end() }
  },
  async mariadb(url: string): Promise<OpenStore> {
    const pool = mysql.createPool({ uri: url, connectionLimit: poolSize })
    const store = mysqlStore(pool, { sweepEvery: false })
    await store.createTable()
    return { store, close: () => pool.end() }
  },
  async sqlite(file: string): Promise<OpenStore> {
    const store = sqliteStore(file)
    return { store, close: async () => void (await store.close?.()) }
  },
} as const
