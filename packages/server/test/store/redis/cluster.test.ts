import { Cluster, Redis } from 'ioredis'
import { createCluster, createSentinel } from 'redis'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type RedisCluster, startRedisCluster } from '../../../../../scripts/servers/redis-cluster.ts'
import { type RedisSentinels, startRedisSentinels } from '../../../../../scripts/servers/redis-sentinel.ts'
import { type RedisClientLike, redisStore } from '../../../src/store/redis.ts'
import { storeCases } from '../../../src/testing/store-suite.ts'

const closing: (() => unknown)[] = []
let cluster: RedisCluster
let sentinels: RedisSentinels
let places = 0

beforeAll(async () => {
  ;[cluster, sentinels] = await Promise.all([startRedisCluster(), startRedisSentinels()])
}, 60_000)

afterAll(async () => {
  for (const close of closing) await close()
  await Promise.all([cluster.stop(), sentinels.stop()])
}, 30_000)

const clients: [string, () => Promise<RedisClientLike>][] = [
  [
    'a cluster by node-redis',
    async () => {
      const client = createCluster({ rootNodes: cluster.urls.map((url) => ({ url })) })
      client.on('error', () => {})
      closing.push(() => client.destroy())
      return client.connect()
    },
  ],
  [
    'a cluster by ioredis',
    async () => {
      const client = new Cluster([...cluster.urls])
      closing.push(() => client.disconnect())
      return client
    },
  ],
  [
    'Sentinel by node-redis',
    async () => {
      const client = createSentinel({ name: sentinels.name, sentinelRootNodes: [...sentinels.sentinels] })
      client.on('error', () => {})
      closing.push(() => client.destroy())
      return client.connect()
    },
  ],
  [
    'Sentinel by ioredis',
    async () => {
      const client = new Redis({ name: sentinels.name, sentinels: [...sentinels.sentinels] })
      closing.push(() => client.disconnect())
      return client
    },
  ],
]

describe.each(clients)('redisStore over %s keeps the specification of stores', (_name, open) => {
  let client: RedisClientLike

  beforeAll(async () => {
    client = await open()
  }, 20_000)

  for (const { name, run } of storeCases((clock) => {
    places += 1
    return redisStore(client, { prefix: `{${places}`, clock })
  })) {
    test(name, run)
  }
})
