import { DatabaseSync } from 'node:sqlite'
import { shuffled } from '../rounds.ts'
import { type AppProcess, startApp, type Urls } from './app-processes.ts'
import { connectPostgres, connectRedis } from './connections.ts'
import { type Growing, growing } from './peers.ts'
import type { Growth } from './results.ts'

/** So many of the sessions come with requests: more than caches of pages hold, where they lie among a million. */
const visitors = { few: 992, many: 6_016 } as const

/**
 * The app's own sessions lie scattered among the others, for keys are hashes. Those others are copies that the server makes of
 * one of the app's.
 */
export async function measureGrowth(
  urls: Urls,
  sizes: readonly [number, number],
  rounds: number,
  requests: number,
): Promise<{ growth: Growth[]; redisBytes: number }> {
  const growth: Growth[] = []
  let redisBytes = Number.NaN
  for (const server of growing) {
    console.error(`growth, ${server} …`)
    const apps = new Map<number, AppProcess>()
    for (const [index, size] of sizes.entries()) {
      const url = await newPlace[server](urls[server], index)
      const app = await startApp(`sojourn-${server}`, { ...urls, [server]: url })
      const count = index === 0 ? visitors.few : visitors.many
      await app.do('sessions', { count })
      const bytes = await copies[server](url, size - count)
      if (server === 'redis') redisBytes = bytes
      await app.do('visit', { paths: ['/read', '/write'], requests: requests * 2 })
      apps.set(size, app)
    }
    const timeOf = async (app: AppProcess, path: string): Promise<number> => {
      const visit = await app.do('visit', { paths: [path], requests })
      return visit.time / visit.requests
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const [sessions, app] of shuffled([...apps])) {
        const read = await timeOf(app, '/read')
        growth.push({ server, sessions, read, write: await timeOf(app, '/write') })
      }
    }
    for (const app of apps.values()) await app.stop()
  }
  return { growth, redisBytes }
}

/** An empty place of its own on the same server. */
const newPlace: Readonly<Record<Growing, (url: string, index: number) => Promise<string>>> = {
  redis: async (url, index) => `${url}/${index + 1}`,
  sqlite: async (file, index) => `${file}-growth-${index}`,
  async postgres(url, index) {
    const pool = connectPostgres(url)
    await pool.query(`CREATE DATABASE growth_${index}`)
    await pool.end()
    const place = new URL(url)
    place.pathname = `/growth_${index}`
    return place.href
  },
}

/** Copies one session so often, under keys as long as the hash of a session ID; answers what each takes, where that is told. */
const copies: Readonly<Record<Growing, (url: string, count: number) => Promise<number>>> = {
  async redis(url, count) {
    const client = await connectRedis(url)
    const used = async (): Promise<number> =>
      Number(String(await client.info('memory')).match(/used_memory:(\d+)/)?.[1])
    const before = await used()
    const script = `local key = redis.call('RANDOMKEY')
local value, ttl = redis.call('GET', key), redis.call('PTTL', key)
for number = ARGV[1], ARGV[2] do
  redis.call('SET', 'sojourn:' .. redis.sha1hex(string.format('%d', number)) .. '...', value, 'PX', ttl)
end`
    const batch = 20_000
    for (let first = 1; first <= count; first += batch) {
      await client.eval(script, { arguments: [`${first}`, `${Math.min(first + batch - 1, count)}`] })
    }
    const bytes = ((await used()) - before) / count
    await client.close()
    return bytes
  },
  async postgres(url, count) {
    const pool = connectPostgres(url)
    const columns = 'id, data, created_at, expires_at, ends_at, idle_timeout, persistent, version'
    await pool.query(`INSERT INTO sojourn_sessions (key, subject, ${columns})
      SELECT md5(number::text) || '-----------', 'user-' || number, ${columns}
      FROM (SELECT * FROM sojourn_sessions LIMIT 1) AS one, generate_series(1, ${count}) AS number`)
    await pool.query('VACUUM ANALYZE sojourn_sessions')
    await pool.end()
    return Number.NaN
  },
  async sqlite(file, count) {
    const database = new DatabaseSync(file, { timeout: 10_000 })
    const names = database.prepare("SELECT name FROM pragma_table_info('sessions') WHERE name <> 'key'").all()
    const columns = names.map(({ name }) => `"${name}"`).join(', ')
    database.exec(`INSERT INTO sessions (key, ${columns})
      WITH RECURSIVE numbers(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ${count})
      SELECT hex(randomblob(21)) || '.', ${columns} FROM numbers, (SELECT * FROM sessions LIMIT 1)`)
    database.close()
    return Number.NaN
  },
}
