import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import type { SessionStore } from '@sojourn/server'
import { postgresStore } from '@sojourn/server/store/postgres'
import { redisStore } from '@sojourn/server/store/redis'
import { sqliteStore } from '@sojourn/server/store/sqlite'
import { dataOf } from '../data.ts'
import { shuffled } from '../rounds.ts'
import type { Urls } from './app-processes.ts'
import { recordOf, rewrite, timeOf } from './calls.ts'
import { connectPostgres, connectRedis } from './connections.ts'

export const growing = ['redis', 'postgres', 'sqlite'] as const
type Growing = (typeof growing)[number]

/** Microseconds of the clock per request that reads, and that writes, over a store of so many sessions. */
export interface Growth {
  readonly server: Growing
  readonly sessions: number
  readonly read: number
  readonly write: number
}

/** A store with many sessions, those under `keyOf(1)` to `keyOf(sessions)`. */
interface Filled {
  readonly store: SessionStore
  /** What the server takes for each, all included; where it can tell. */
  readonly bytes: number | undefined
  keyOf(number: number): string
  close(): Promise<void>
}

/** Longer than any run. */
const day = 86_400_000
const template = recordOf(dataOf(136), null, day)
/** As long as the hash of a session ID is. */
const suffix = '...'
const hashed = (name: string, number: number): string => createHash(name).update(String(number)).digest('hex')
const sha1Key = (number: number): string => hashed('sha1', number) + suffix
const md5Key = (number: number): string => hashed('md5', number)

export async function measureGrowth(
  urls: Urls,
  sizes: readonly [number, number],
  rounds: number,
  calls: number,
): Promise<{ growth: Growth[]; redisBytes: number }> {
  const growth: Growth[] = []
  let redisBytes = Number.NaN
  for (const server of growing) {
    console.error(`growth, ${server} …`)
    const stores = new Map<number, Filled>()
    for (const size of sizes) stores.set(size, await fill[server](urls, size))
    // The first round warms up.
    for (let round = 0; round <= rounds; round += 1) {
      for (const [size, { store, keyOf }] of shuffled([...stores])) {
        const key = (): string => keyOf(1 + Math.floor(Math.random() * size))
        const read = await timeOf(calls, () => store.read(key()))
        const write = await timeOf(calls, () => rewrite(store, key()))
        if (round > 0) growth.push({ server, sessions: size, read, write })
      }
    }
    if (server === 'redis') redisBytes = stores.get(sizes[1])?.bytes ?? Number.NaN
    for (const { close } of stores.values()) await close()
  }
  return { growth, redisBytes }
}

/** One session is stored by the store, and copied by the server. */
const fill: Readonly<Record<Growing, (urls: Urls, size: number) => Promise<Filled>>> = {
  async redis({ redis }, size) {
    const client = await connectRedis(redis)
    const prefix = `growth-${size}:`
    const store = redisStore(client, { prefix })
    const used = async (): Promise<number> =>
      Number(String(await client.info('memory')).match(/used_memory:(\d+)/)?.[1])
    const before = await used()
    await store.create('template', template)
    const script = `local value = redis.call('GET', ARGV[1] .. 'template')
for number = ARGV[2], ARGV[3] do
  redis.call('SET', ARGV[1] .. redis.sha1hex(string.format('%d', number)) .. '${suffix}', value, 'PX', ${day})
end`
    const batch = 20_000
    for (let first = 1; first <= size; first += batch)
      await client.eval(script, { arguments: [prefix, `${first}`, `${Math.min(first + batch - 1, size)}`] })
    const bytes = ((await used()) - before) / size
    const close = async (): Promise<void> => void (await client.close())
    return { store, bytes, keyOf: sha1Key, close }
  },
  async postgres({ postgres }, size) {
    const pool = connectPostgres(postgres)
    const table = `growth_${size}`
    const store = postgresStore(pool, { table, sweepEvery: false })
    await store.createTable()
    await store.create('template', { ...template, subject: 'user' })
    const columns = 'id, data, created_at, expires_at, ends_at, idle_timeout, persistent, version'
    await pool.query(`INSERT INTO ${table} (key, subject, ${columns})
      SELECT md5(number::text), 'user-' || number, ${columns} FROM ${table}, generate_series(1, ${size}) AS number
      WHERE key = 'template'`)
    await pool.query(`VACUUM ANALYZE ${table}`)
    return { store, bytes: undefined, keyOf: md5Key, close: () => pool.end() }
  },
  async sqlite({ sqlite }, size) {
    const file = `${sqlite}-growth-${size}`
    const store = sqliteStore(file)
    await store.create('template', template)
    await store.close?.()
    copyInSqlite(file, size)
    const filled = sqliteStore(file)
    return {
      store: filled,
      bytes: undefined,
      keyOf: md5Key,
      close: async () => void (await filled.close?.()),
    }
  },
}

function copyInSqlite(file: string, size: number): void {
  const database = new DatabaseSync(file)
  database.function('md5', { deterministic: true }, (number) => md5Key(Number(number)))
  const found = database.prepare("SELECT name FROM pragma_table_info('sessions') WHERE name <> 'key'").all()
  const columns = found.map(({ name }) => `"${name}"`).join(', ')
  database.exec(`BEGIN;
    WITH RECURSIVE numbers(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ${size})
    INSERT INTO sessions (key, ${columns}) SELECT md5(number), ${columns} FROM numbers, sessions WHERE key = 'template';
    COMMIT`)
  database.close()
}
