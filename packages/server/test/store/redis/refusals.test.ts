import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { startOwnRedis } from '../../../../../scripts/servers/redis.ts'
import { startReplica } from '../../../../../scripts/servers/redis-sentinel.ts'
import type { RunningServer } from '../../../../../scripts/servers/start.ts'
import { redisStore } from '../../../src/store/redis.ts'
import { manualClock } from '../../../src/testing/manual-clock.ts'
import { newRecord } from '../../../src/testing/store-suite/claim.ts'
import { connect } from './connect.ts'

const clock = manualClock()
const prefix = 'app:'
const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function own(...args: string[]) {
  const server = await startOwnRedis(args)
  closing.push(() => server.stop())
  return open(server)
}

async function open(server: RunningServer) {
  const { send, close } = await connect(server.url)
  closing.push(close)
  return { send, server, store: redisStore(send, { prefix, clock }) }
}

describe('scripts', { timeout: 20_000 }, () => {
  test('that the server has forgotten are sent again', async () => {
    const { send, store } = await own()
    await store.create('a', newRecord(clock))
    await send(['SCRIPT', 'FLUSH'])
    expect(await store.write('a', newRecord(clock), 1)).toEqual({ status: 'written', version: 2 })
    await send(['SCRIPT', 'FLUSH'])
    expect((await store.touch('a', clock.now()))?.version).toBe(3)
  })

  test('are sent whole where EVALSHA is forbidden', async () => {
    const { store } = await own('--rename-command', 'EVALSHA', '')
    await store.create('a', newRecord(clock, { subject: 'ann' }))
    expect(await store.write('a', newRecord(clock, { subject: 'ann' }), 1)).toMatchObject({
      status: 'written',
    })
    expect((await store.list('ann')).map(({ key }) => key)).toEqual(['a'])
  })

  test('that may not run at all are named in the error', async () => {
    const { store } = await own('--rename-command', 'EVALSHA', '', '--rename-command', 'EVAL', '')
    await expect(store.create('a', newRecord(clock))).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('it runs no scripts'),
    })
  })
})

describe('a full memory', { timeout: 20_000 }, () => {
  test('refuses what is new by name, half-writes nothing, and lets people sign out', async () => {
    const { send, store } = await own()
    const kept = newRecord(clock, { subject: 'ann' })
    for (const key of ['a', 'b', 'c']) await store.create(key, kept)
    await send(['CONFIG', 'SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1'])
    const full = { code: 'store-full', message: expect.stringContaining('maxmemory') }
    await expect(store.create('d', kept)).rejects.toMatchObject(full)
    await expect(store.create('e', newRecord(clock))).rejects.toMatchObject(full)
    await expect(store.write('a', { ...kept, data: '{"views":2}' }, 1)).rejects.toMatchObject(full)
    await expect(store.write('a', { ...kept, subject: 'bob' }, 1)).rejects.toMatchObject(full)
    await expect(store.touch('a', clock.now())).rejects.toMatchObject(full)
    expect(await store.read('a')).toEqual({ ...kept, version: 1 })
    expect(await store.delete('b')).toMatchObject({ id: kept.id })
    expect(await store.read('b')).toBeUndefined()
    // What is refused is no reason to send whole scripts from now on.
    await send(['CONFIG', 'RESETSTAT'])
    await expect(store.touch('a', clock.now())).rejects.toMatchObject(full)
    expect(String(await send(['INFO', 'commandstats']))).not.toContain('cmdstat_eval:')
    await send(['CONFIG', 'SET', 'maxmemory', '0'])
    expect((await store.list('ann')).map(({ key }) => key).sort()).toEqual(['a', 'c'])
  })

  test('keeps nobody from signing out everywhere', async () => {
    const { send, store } = await own()
    const kept = newRecord(clock, { subject: 'ann' })
    for (const key of ['a', 'b']) await store.create(key, kept)
    await send(['CONFIG', 'SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1'])
    // That it happened cannot be noted, which is told; but everybody is out.
    await expect(store.deleteSubject('ann')).rejects.toMatchObject({ code: 'store-full' })
    expect([await store.read('a'), await store.read('b')]).toEqual([undefined, undefined])
  })

  test('that makes room by removing sessions is warned of, once', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const { store } = await own('--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru')
    for (const key of ['a', 'b']) await store.create(key, newRecord(clock))
    await vi.waitFor(() => expect(warn).toHaveBeenCalled())
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('allkeys-lru'), {
      code: 'SOJOURN_REDIS_EVICTION',
    })
    warn.mockRestore()
  })
})

test('a replica says where to write', { timeout: 20_000 }, async () => {
  const { server } = await own()
  const replica = await startReplica(server.url)
  closing.push(() => replica.stop())
  const { store } = await open(replica)
  await expect(store.create('a', newRecord(clock))).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringContaining('connect to the primary'),
  })
})

test('a missing password is named', { timeout: 20_000 }, async () => {
  const { send } = await own()
  await send(['CONFIG', 'SET', 'requirepass', 'secret'])
  const client = new Redis((await own()).server.url, { maxRetriesPerRequest: 0 })
  closing.push(() => client.disconnect())
  await client.config('SET', 'requirepass', 'secret')
  const stranger = new Redis(client.options.port ?? 0, '127.0.0.1', { maxRetriesPerRequest: 0 })
  stranger.on('error', () => {})
  closing.push(() => stranger.disconnect())
  await expect(redisStore(stranger).read('a')).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringMatching(/NOAUTH.*wants a password/),
  })
})

describe('a record of another release', { timeout: 20_000 }, () => {
  test('is refused by every method, and left as it is', async () => {
    const { send, store } = await own()
    const strange = 'z2|whatever a later release keeps here'
    await send(['SET', `${prefix}a`, strange])
    const calls: [string, () => unknown][] = [
      ['read', () => store.read('a')],
      ['create', () => store.create('a', newRecord(clock))],
      ['write', () => store.write('a', newRecord(clock), 1)],
      ['touch', () => store.touch('a', clock.now())],
      ['delete', () => store.delete('a')],
    ]
    for (const [name, call] of calls) {
      await expect(call(), name).rejects.toMatchObject({
        code: 'store-unavailable',
        message: expect.stringContaining('no session of this release'),
      })
    }
    expect(await send(['GET', `${prefix}a`])).toBe(strange)
  })
})

test.each([undefined, 'redis://localhost', {}, 7])('%j is no client', (client) => {
  expect(() => Reflect.apply(redisStore, undefined, [client])).toThrow(
    expect.objectContaining({
      code: 'option-invalid',
      message: expect.stringContaining('node-redis or ioredis'),
    }),
  )
})

test('a client that is not connected fails with what it says', async () => {
  const client = createClient({ url: 'redis://127.0.0.1:1' })
  await expect(redisStore(client).read('a')).rejects.toMatchObject({ code: 'store-unavailable' })
})
