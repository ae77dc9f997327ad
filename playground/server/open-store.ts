import { join } from 'node:path'
import { memoryStore, type SessionStore } from '@sojourn/server'
import { sqliteStore } from '@sojourn/server/store/sqlite'
import { withoutPassword } from './without-password.ts'

/** The store that the playground runs on. */
export interface OpenStore {
  readonly store: SessionStore
  /** What people read: `Redis at localhost:6379`. */
  readonly name: string
  /** Whether other machines can reach it, whose secret is then not in this data folder. */
  readonly isRemote: boolean
  close(): Promise<void>
}

/** How long a database may take to answer at the start, in milliseconds. */
const connectTimeout = 5_000

/** What stands before the colon of an address, and how such a store is opened. */
const kinds: Readonly<Record<string, (url: URL) => Promise<OpenStore>>> = {
  'redis:': openRedis,
  'rediss:': openRedis,
  'postgres:': openPostgres,
  'postgresql:': openPostgres,
  'mysql:': openMysql,
}

/**
 * Opens the store at an address: `redis://…`, `rediss://…`, `postgres://…`, `mysql://…`, `sqlite:path` or `memory:`; without
 * one, an SQLite file in the data folder. Rejects with one line that says what is wrong, and never with the password.
 */
export async function openStore(address: string | undefined, dataDir: string): Promise<OpenStore> {
  const file = address === undefined ? join(dataDir, 'sessions.db') : address.match(/^sqlite:(.+)$/)?.[1]
  if (file !== undefined) return local(sqliteStore(file), `SQLite, in the file ${file}`)
  if (address === 'memory:') return local(memoryStore(), 'the memory of this process')

  const url = URL.canParse(address ?? '') ? new URL(address ?? '') : undefined
  const open = url && kinds[url.protocol]
  if (!url || !open) throw new Error(`SESSION_STORE takes one of ${forms}`)
  try {
    return await open(url)
  } catch (error) {
    const reason = withoutPassword(reasonOf(error), url)
    throw new Error(`SESSION_STORE: ${placeOf(url)} cannot be used: ${reason}`)
  }
}

const forms = 'redis://…, rediss://…, postgres://…, mysql://…, sqlite:path and memory:'

function local(store: SessionStore, name: string): OpenStore {
  return { store, name, isRemote: false, close: async () => void (await store.close?.()) }
}

async function openRedis(url: URL): Promise<OpenStore> {
  const { createClient } = await driver('redis', () => import('redis'))
  const { redisStore } = await import('@sojourn/server/store/redis')
  let isOpen = false
  const client = createClient({
    url: url.href,
    // A start without a server fails; later the client waits for its return.
    socket: { connectTimeout, reconnectStrategy: (retries) => isOpen && Math.min(retries * 50, 1_000) },
  })
  client.on('error', (error) => isOpen && complain(url, error))
  await client.connect()
  isOpen = true
  return remote(redisStore(client), `Redis at ${url.host}`, () => client.close())
}

async function openPostgres(url: URL): Promise<OpenStore> {
  const { default: pg } = await driver('pg', () => import('pg'))
  const { postgresStore } = await import('@sojourn/server/store/postgres')
  const pool = new pg.Pool({ connectionString: url.href, connectionTimeoutMillis: connectTimeout })
  pool.on('error', (error) => complain(url, error))
  const store = postgresStore(pool)
  await store.createTable()
  return remote(store, `PostgreSQL at ${url.host}`, () => pool.end())
}

async function openMysql(url: URL): Promise<OpenStore> {
  const { default: mysql } = await driver('mysql2', () => import('mysql2/promise'))
  const { mysqlStore } = await import('@sojourn/server/store/mysql')
  const pool = mysql.createPool({ uri: url.href, connectTimeout })
  const store = mysqlStore(pool)
  await store.createTable()
  return remote(store, `MySQL at ${url.host}`, () => pool.end())
}

function remote(store: SessionStore, name: string, end: () => Promise<unknown>): OpenStore {
  return {
    store,
    name,
    isRemote: true,
    async close() {
      await store.close?.()
      await end()
    },
  }
}

/** Loads a driver only where an address asks for it. */
async function driver<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch {
    throw new Error(`it takes the package ${name}, which is not installed: npm install ${name}`)
  }
}

function complain(url: URL, error: unknown): void {
  console.error(`${placeOf(url)}: ${withoutPassword(reasonOf(error), url)}`)
}

/** The address as it may be shown. */
function placeOf({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`
}

/** One line of what went wrong; drivers put several failed addresses into one error without a message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const causes = error instanceof AggregateError ? error.errors.map(reasonOf).join('; ') : ''
  return (error.message || causes || error.name).replace(/\s*\n\s*/g, ' ')
}
