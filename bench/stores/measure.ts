import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMariadb } from '../../scripts/servers/mariadb.ts'
import { startPostgres } from '../../scripts/servers/postgres.ts'
import { servers } from '../../scripts/servers/programs.js'
import { startRedis } from '../../scripts/servers/redis.ts'
import { measurePostgresBytes, measureRedisBytes, measureRedisIndexBytes } from './bytes.ts'
import { measureCommands } from './commands.ts'
import { measureGrowth } from './growth.ts'
import { measureLostWrites } from './lost-writes.ts'
import { measurePostgresCalls } from './postgres-calls.ts'
import { measureScaling } from './processes.ts'
import { measureRedisCpu } from './redis-cpu.ts'
import { measureRequests } from './requests-cost.ts'
import type { Results } from './results.ts'

/** Measures everything, one thing after the other. */
export async function measure(isQuick: boolean): Promise<Results> {
  // Whoever named a server for tests may keep something there, and this empties them.
  for (const { variable } of Object.values(servers)) if (variable) delete process.env[variable]
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-bench-stores-'))
  const started = await Promise.all([startRedis(), startPostgres(), startMariadb()])
  const [redis, postgres, mariadb] = started
  const urls = {
    redis: redis.url,
    postgres: postgres.url,
    mariadb: mariadb.url,
    sqlite: join(folder, 'sessions.db'),
  }
  try {
    const sizes = [1_000, isQuick ? 100_000 : 1_000_000] as const
    const commands = await measureCommands(urls)
    const redisBytes = await measureRedisBytes(urls)
    const redisIndexBytes = await measureRedisIndexBytes(urls)
    const redisCpu = await measureRedisCpu(urls, isQuick ? 20_000 : 60_000)
    const postgresBytes = await measurePostgresBytes(urls)
    const requests = await measureRequests(urls, isQuick ? 3 : 5, isQuick ? 1_000 : 2_500)
    const postgresCalls = await measurePostgresCalls(urls, isQuick ? 3 : 7, isQuick ? 1_500 : 3_000)
    const scaling = await measureScaling(urls, isQuick ? 700 : 2_000)
    const lostWrites = await measureLostWrites(urls, isQuick ? 200 : 1_000)
    // Last: no other is measured beside a million sessions.
    const grown = await measureGrowth(urls, sizes, isQuick ? 3 : 5, isQuick ? 1_500 : 4_000)
    const machine = {
      cores: availableParallelism(),
      processor: cpus()[0]?.model ?? 'unknown',
      node: process.version,
    }
    return {
      machine,
      commands,
      redisBytes,
      postgresBytes,
      requests,
      postgresCalls,
      growth: grown.growth,
      redisBytesOfMany: grown.redisBytes,
      redisCpu,
      redisIndexBytes,
      scaling,
      lostWrites,
    }
  } finally {
    await Promise.all(started.map((server) => server.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
}
