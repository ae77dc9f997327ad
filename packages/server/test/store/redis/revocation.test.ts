import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startRedis } from '../../../../../scripts/servers/redis.ts'
import { redisStore, type SendCommand } from '../../../src/store/redis.ts'
import type { SessionStore } from '../../../src/store/store.ts'
import { manualClock } from '../../../src/testing/manual-clock.ts'
import { newRecord } from '../../../src/testing/store-suite/claim.ts'
import { useServer } from '../../use-server.ts'
import { type Connected, connect } from './connect.ts'

const serverUrl = useServer(startRedis)
const clock = manualClock()
const visitor = newRecord(clock, { id: 'visitor' })
const ann = newRecord(clock, { id: 'visitor', subject: 'ann' })
const other = newRecord(clock, { id: 'other', subject: 'ann' })

const signIns: [string, (store: SessionStore) => unknown][] = [
  ['create', (store) => store.create('new', ann)],
  ['write', (store) => store.write('visitor', ann, 1)],
]

let connected: Connected
let prefix = ''
let round = 0

beforeAll(async () => {
  connected = await connect(serverUrl())
})

afterAll(() => connected.close())

/** The store of a process that does something else just before its n-th command. */
function interrupted(at: number, meanwhile: () => Promise<unknown>) {
  let commands = 0
  const send: SendCommand = async (args) => {
    // Asked beside the calls, and of no interest here.
    if (args[0] === 'INFO') return connected.send(args)
    commands += 1
    if (commands === at) await meanwhile()
    return connected.send(args)
  }
  return { store: redisStore(send, { prefix, clock }), commands: () => commands }
}

async function liveOfAnn(store: SessionStore): Promise<(string | undefined)[]> {
  const keys = ['new', 'visitor', 'other']
  const records = await Promise.all(keys.map((key) => store.read(key)))
  return records.filter((record) => record?.subject === 'ann').map((record) => record?.id)
}

describe.each(signIns)('%s beside the end of all sessions', (_name, signIn) => {
  let plain: SessionStore

  beforeEach(async () => {
    round += 1
    prefix = `revocation ${round}:`
    plain = redisStore(connected.send, { prefix, clock })
    await plain.create('visitor', visitor)
    await plain.create('other', other)
  })

  test.each([1, 2, 3, 4, 5, 6])('which comes just before its command %i', async (at) => {
    const { store, commands } = interrupted(at, async () => plain.deleteSubject?.('ann'))
    // Whether it is refused depends on what comes first; in any case nobody is left.
    await Promise.resolve(signIn(store)).catch((error) =>
      expect(error).toMatchObject({ code: 'session-revoked' }),
    )
    if (commands() < at) await plain.deleteSubject?.('ann')
    expect(await liveOfAnn(plain)).toEqual([])
    expect(await plain.list?.('ann')).toEqual([])
  })

  test.each([1, 2, 3, 4, 5, 6])('whose command %i it comes just before', async (at) => {
    const { store, commands } = interrupted(at, async () =>
      Promise.resolve(signIn(plain)).catch((error) =>
        expect(error).toMatchObject({ code: 'session-revoked' }),
      ),
    )
    await store.deleteSubject?.('ann')
    if (commands() < at)
      await expect(Promise.resolve(signIn(plain))).rejects.toMatchObject({ code: 'session-revoked' })
    expect(await liveOfAnn(plain)).toEqual([])
  })
})

test('a process that dies between the index and the record leaves nothing, and nothing that cannot be ended', async () => {
  for (let at = 1; at <= 3; at += 1) {
    prefix = `crash ${at}:`
    const plain = redisStore(connected.send, { prefix, clock })
    const { store } = interrupted(at, () => Promise.reject(new Error('the process is dead')))
    await Promise.resolve(store.create('new', ann)).catch(() => {})
    const stored = await plain.read('new')
    expect((await plain.list?.('ann'))?.map(({ key }) => key)).toEqual(stored === undefined ? [] : ['new'])
    await plain.deleteSubject?.('ann')
    expect(await plain.read('new')).toBeUndefined()
  }
})

test('a sign-in that comes just before any command of a sign-out in place is found, and can be ended', async () => {
  for (let at = 2; at <= 4; at += 1) {
    prefix = `in place ${at}:`
    const plain = redisStore(connected.send, { prefix, clock })
    await plain.create('a', ann)
    const again = async (): Promise<void> => {
      const current = await plain.read('a')
      if (current?.subject === null) await plain.write('a', ann, current.version)
    }
    const { store, commands } = interrupted(at, again)
    await store.write('a', visitor, 1)
    if (commands() < at) await again()
    expect((await plain.list?.('ann'))?.map(({ key }) => key)).toEqual(['a'])
    expect(await plain.deleteSubject?.('ann')).toBe(1)
  }
})

test('a write whose answer was lost and that is sent again is known, and one that only looks like it is a conflict', async () => {
  prefix = 'again:'
  let isRepeated = false
  const send: SendCommand = async (args) => {
    const reply = await connected.send(args)
    return isRepeated ? connected.send(args) : reply
  }
  const store = redisStore(send, { prefix, clock })
  await store.create('a', visitor)
  isRepeated = true
  expect(await store.write('a', { ...visitor, data: '{"views":2}' }, 1)).toEqual({
    status: 'written',
    version: 2,
  })
  isRepeated = false
  expect((await store.read('a'))?.version).toBe(2)
  expect((await store.write('a', visitor, 1)).status).toBe('conflict')
})
