import { startApp, type Urls } from './app-processes.ts'
import { ask } from './ask.ts'
import { connectPostgres, connectRedis } from './connections.ts'
import type { Bytes } from './results.ts'

const sessionCount = 200

/** By Redis's own `MEMORY USAGE`, on average. */
export async function measureRedisBytes(urls: Urls): Promise<Bytes[]> {
  const client = await connectRedis(urls.redis)
  const found: Bytes[] = []
  for (const peer of ['sojourn-redis', 'express-session-redis', 'fastify-session-redis'] as const) {
    const app = await startApp(peer, urls)
    for (const dataSize of [48, 136]) {
      await client.flushAll()
      for (let count = 0; count < sessionCount; count += 1) await ask(app.port, `/new?size=${dataSize}`)
      const keys = await client.keys('*')
      const sizes = await Promise.all(keys.map((key) => client.memoryUsage(key)))
      const sum = sizes.reduce<number>((total, size) => total + Number(size), 0)
      found.push({ peer, dataSize, bytes: sum / keys.length })
    }
    await app.stop()
  }
  await client.flushAll()
  await client.close()
  return found
}

/** What our index of a subject takes in Redis, who has one session: a hash of its own. */
export async function measureRedisIndexBytes(urls: Urls): Promise<number> {
  const client = await connectRedis(urls.redis)
  await client.flushAll()
  const app = await startApp('sojourn-redis', urls)
  for (let count = 0; count < sessionCount; count += 1) await ask(app.port, '/sign-in')
  let sum = 0
  for (const key of await client.keys('*')) {
    if ((await client.type(key)) === 'hash') sum += Number(await client.memoryUsage(key))
  }
  await app.stop()
  await client.flushAll()
  await client.close()
  return sum / sessionCount
}

/** The whole relation, indexes included, over so many sessions that pages are full. */
export async function measurePostgresBytes(urls: Urls): Promise<Bytes[]> {
  const pool = connectPostgres(urls.postgres)
  const found: Bytes[] = []
  const tables = { 'sojourn-postgres': 'sojourn_sessions', 'express-session-postgres': 'session' } as const
  for (const [peer, table] of Object.entries(tables) as [keyof typeof tables, string][]) {
    const app = await startApp(peer, urls)
    await ask(app.port, '/new?size=136')
    await pool.query(`TRUNCATE ${table}`)
    await app.do('sessions', { count: 3_200 })
    await pool.query(`VACUUM FULL ${table}`)
    const { rows } = await pool.query(
      `SELECT pg_total_relation_size('${table}')::float / count(*) AS bytes FROM ${table}`,
    )
    found.push({ peer, dataSize: 136, bytes: Number(rows[0]?.bytes) })
    await pool.query(`TRUNCATE ${table}`)
    await app.stop()
  }
  await pool.end()
  return found
}
