import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { startDurableRedis } from '../../../../../scripts/servers/redis.ts'
import type { PrivateServer } from '../../../../../scripts/servers/start.ts'
import { type RedisClientLike, redisStore } from '../../../src/store/redis.ts'
import { expectQuickOutage, startOver } from '../outage.ts'

const closing: (() => unknown)[] = []
let server: PrivateServer

beforeAll(async () => {
  server = await startDurableRedis()
})

afterAll(async () => {
  for (const close of closing) close()
  await server.stop()
})

/** As the guide says: what a client does by itself is to wait longer each time, up to two seconds. */
const clients: [string, () => Promise<RedisClientLike>][] = [
  [
    'node-redis',
    async () => {
      const client = createClient({ url: server.url, socket: { reconnectStrategy: () => 200 } })
      client.on('error', () => {})
      closing.push(() => client.destroy())
      return client.connect()
    },
  ],
  [
    'ioredis',
    async () => {
      const client = new Redis(server.url, { retryStrategy: () => 200 })
      client.on('error', () => {})
      closing.push(() => client.disconnect())
      return client
    },
  ],
]

describe.each(clients)('by %s', (_name, open) => {
  test.each(['frozen', 'killed'] as const)(
    'a Redis that is %s keeps no answer waiting, and is used again at once when it is back',
    async (how) => {
      const app = await startOver(redisStore(await open()))
      await expectQuickOutage(app, server, how)
    },
    20_000,
  )
})
