import { RedisStore } from 'connect-redis'
import { createClient } from 'redis'
import { startRedis } from '../../../../scripts/servers/redis.ts'
import { useServer } from '../use-server.ts'
import { describeStore } from './describe-store.ts'

const serverUrl = useServer(startRedis)

describeStore('connect-redis', {
  async open(_session, place) {
    const client = await createClient({ url: serverUrl() }).connect()
    return { store: new RedisStore({ client, prefix: `${place}:` }), close: () => client.close() }
  },
  async timeLeft(place, sid) {
    const client = await createClient({ url: serverUrl() }).connect()
    const left = await client.pTTL(`${place}:${sid}`)
    client.destroy()
    return left
  },
})
