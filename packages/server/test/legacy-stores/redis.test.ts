import { RedisStore } from 'connect-redis'
import { createClient } from 'redis'
import { afterAll, beforeAll } from 'vitest'
import { startRedis } from '../../../../scripts/servers/redis.ts'
import type { RunningServer } from '../../../../scripts/servers/start.ts'
import { describeStore } from './describe-store.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startRedis()
})

afterAll(() => server?.stop())

describeStore('connect-redis', {
  async open(_session, place) {
    const client = await createClient({ url: server.url }).connect()
    return { store: new RedisStore({ client, prefix: `${place}:` }), close: () => client.close() }
  },
  async timeLeft(place, sid) {
    const client = await createClient({ url: server.url }).connect()
    const left = await client.pTTL(`${place}:${sid}`)
    client.destroy()
    return left
  },
})
