import { afterAll, beforeAll } from 'vitest'
import { startMemcached } from '../../../../scripts/servers/memcached.ts'
import type { RunningServer } from '../../../../scripts/servers/start.ts'
import { describeStore } from './describe-store.ts'
import { memcachedStoreFactory, memjsStoreFactory } from './factories.ts'

let server: RunningServer
const host = () => new URL(server.url).host

beforeAll(async () => {
  server = await startMemcached()
})

afterAll(() => server?.stop())

const noMonths = {
  'create: every field can be read back, as version 1':
    'its session lasts 400 days, and memcached takes more than 30 for a date',
}

const noSpaces = {
  'create: keys are told apart by every character, upper and lower case too':
    'its keys have spaces, which the client refuses; those of createSessions have none',
}

describeStore(
  'connect-memcached',
  {
    open(session, place) {
      const Store = memcachedStoreFactory(session)
      const store = new Store({ hosts: [host()], prefix: `${place}:` })
      return { store, close: () => store.client.end() }
    },
  },
  { unproven: { ...noMonths, ...noSpaces } },
)

describeStore(
  'connect-memjs',
  {
    open(session, place) {
      const Store = memjsStoreFactory(session)
      const store = new Store({ servers: [host()], prefix: `${place}:` })
      return { store, close: () => store.client.close() }
    },
  },
  { unproven: noMonths },
)
