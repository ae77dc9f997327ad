import { once } from 'node:events'
import { connect } from 'node:net'
import { startMemcached } from '../../../../scripts/servers/memcached.ts'
import { useServer } from '../use-server.ts'
import { describeStore } from './describe-store.ts'
import { memcachedStoreFactory, memjsStoreFactory } from './factories.ts'

const serverUrl = useServer(startMemcached)
const host = () => new URL(serverUrl()).host

/** Asks with the meta command `mg`, flag `t` (https://docs.memcached.org/protocols/meta/). */
async function timeLeft(place: string, sid: string): Promise<number> {
  const { hostname, port } = new URL(serverUrl())
  const socket = connect(Number(port), hostname)
  socket.write(`mg ${place}:${sid} t\r\n`)
  const [answer] = await once(socket, 'data')
  socket.destroy()
  const [, seconds] = /^HD t(\d+)/.exec(String(answer)) ?? []
  return Number(seconds) * 1000
}

const noMonths = {
  'create: every field can be read back, as version 1':
    'its session lasts 400 days, and memcached takes more than 30 for a date',
  'numbers: the latest times there are, and versions past 32 bits, come back to the last digit':
    'its session lasts for thousands of years',
}

const noMegabyte = {
  'data: a megabyte is kept whole by every method':
    'memcached takes a megabyte at most, and this is a little more',
}

const noLongKeys = {
  'keys: long ones are told apart by their last character; a store may refuse them, and an empty one':
    'the client never answers for a key of more than 250 characters; those of createSessions have 43',
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
    timeLeft,
  },
  { unproven: { ...noMonths, ...noMegabyte, ...noSpaces } },
)

describeStore(
  'connect-memjs',
  {
    open(session, place) {
      const Store = memjsStoreFactory(session)
      const store = new Store({ servers: [host()], prefix: `${place}:` })
      return { store, close: () => store.client.close() }
    },
    timeLeft,
  },
  { unproven: { ...noMonths, ...noMegabyte, ...noLongKeys } },
)
