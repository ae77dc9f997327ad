import { Redis } from 'ioredis'
import { createClient, createClientPool, RESP_TYPES } from 'redis'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { startRedis } from '../../../../../scripts/servers/redis.ts'
import type { RunningServer } from '../../../../../scripts/servers/start.ts'
import { type RedisClientLike, redisStore } from '../../../src/store/redis.ts'
import { storeCases } from '../../../src/testing/store-suite.ts'

let server: RunningServer
const closing: (() => unknown)[] = []

beforeAll(async () => {
  server = await startRedis()
})

afterAll(async () => {
  for (const close of closing) await close()
  await server.stop()
})

async function nodeRedis(options: object = {}): Promise<object> {
  const client = createClient({ url: server.url, ...options })
  client.on('error', () => {})
  await client.connect()
  closing.push(() => client.destroy())
  return client
}

async function ioredis(): Promise<object> {
  const client = new Redis(server.url)
  closing.push(() => client.disconnect())
  return client
}

async function pool(): Promise<object> {
  const made = createClientPool({ url: server.url })
  await made.connect()
  closing.push(() => made.destroy())
  return made
}

async function oneFunction(): Promise<RedisClientLike> {
  const client = createClient({ url: server.url })
  await client.connect()
  closing.push(() => client.destroy())
  return (args) => client.sendCommand(args)
}

const clients: [string, () => Promise<RedisClientLike>][] = [
  ['node-redis', nodeRedis],
  ['node-redis over RESP2', () => nodeRedis({ RESP: 2 })],
  [
    'node-redis that answers bytes',
    () => nodeRedis({ commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } } }),
  ],
  ['a pool of node-redis', pool],
  ['ioredis', ioredis],
  ['a function', oneFunction],
]

let places = 0

describe.each(clients)('redisStore over %s keeps the specification of stores', (_name, open) => {
  let client: RedisClientLike

  beforeAll(async () => {
    client = await open()
  })

  for (const { name, run } of storeCases((clock) => {
    places += 1
    return redisStore(client, { prefix: `[app]*${places}:`, clock })
  })) {
    test(name, run)
  }
})
