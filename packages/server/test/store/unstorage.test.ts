import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { createStorage, type Driver, prefixStorage, type Storage } from 'unstorage'
import fsDriver from 'unstorage/drivers/fs'
import lruCacheDriver from 'unstorage/drivers/lru-cache'
import memoryDriver from 'unstorage/drivers/memory'
import overlayDriver from 'unstorage/drivers/overlay'
import redisDriver from 'unstorage/drivers/redis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startRedis } from '../../../../scripts/servers/redis.ts'
import type { RunningServer } from '../../../../scripts/servers/start.ts'
import type { NewRecord } from '../../src/store/store.ts'
import { unstorageStore } from '../../src/store/unstorage.ts'
import { manualClock } from '../../src/testing/manual-clock.ts'
import { storeCases } from '../../src/testing/store-suite.ts'
import { createApp, hour } from '../app.ts'
import { createBrowser, runRequest } from '../browser.ts'

let server: RunningServer
let folder: string
let opened = 0
const storages: Storage[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unstorage-'))
  server = await startRedis()
})

afterAll(async () => {
  for (const storage of storages) await storage.dispose()
  await server.stop()
  await rm(folder, { recursive: true })
})

function open(driver: Driver): Storage {
  const storage = createStorage({ driver })
  storages.push(storage)
  return storage
}

function nextName(): string {
  opened += 1
  return `place${opened}`
}

const drivers: [string, () => Storage][] = [
  ['memory', () => open(memoryDriver())],
  ['files', () => open(fsDriver({ base: join(folder, nextName()) }))],
  ['lru-cache', () => open(lruCacheDriver({ max: 1000 }))],
  ['overlay', () => open(overlayDriver({ layers: [memoryDriver(), memoryDriver()] }))],
  ['redis', () => open(redisDriver({ url: server.url, base: nextName() }))],
  ['a part of a storage', () => prefixStorage(open(memoryDriver()), 'app') as Storage],
]

describe.each(drivers)('unstorageStore over %s', (_name, openStorage) => {
  for (const { name, run } of storeCases((clock) => unstorageStore(openStorage(), { clock }))) test(name, run)

  test('loses none of 100 increments that come at once, also through two stores', async () => {
    const clock = manualClock()
    const storage = openStorage()
    const [one, other] = [0, 1].map(() => createApp({ clock, store: unstorageStore(storage, { clock }) }))
    if (one === undefined || other === undefined) throw new Error('two apps')
    const browser = createBrowser(one, clock)
    await browser.visit(({ session }) => Object.assign(session, { count: 0 }))
    const { cookieHeader } = browser
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        runRequest(
          index % 2 === 0 ? one : other,
          ({ session }) =>
            session.update((draft) => void Object.assign(draft, { count: (draft.count ?? 0) + 1 })),
          { cookieHeader },
        ),
      ),
    )
    let count: number | undefined
    await browser.visit(({ session }) => {
      count = session.count
    })
    expect(count).toBe(100)
  })

  test('brings no session back that was deleted while it was written', async () => {
    const clock = manualClock()
    const storage = openStorage()
    const [one, other] = [unstorageStore(storage, { clock }), unstorageStore(storage, { clock })]
    await one.create('a', recordAt(clock.now()))
    await Promise.all([
      one.write('a', recordAt(clock.now()), 1),
      other.touch('a', clock.now()),
      other.delete('a'),
      one.touch('a', clock.now()),
      one.write('a', recordAt(clock.now()), 3),
    ])
    expect(await one.read('a')).toBeUndefined()
    expect(await storage.getKeys()).toEqual([])
  })
})

function recordAt(now: number): NewRecord {
  const lifetime = { expiresAt: now + hour, endsAt: null, idleTimeout: hour, persistent: true }
  return { id: 'stay', data: '{}', createdAt: now, subject: null, ...lifetime }
}

test('failures of the driver, at once or later, reject', async () => {
  const driver = memoryDriver()
  const fail = (): never => {
    throw new Error('no disk')
  }
  for (const failing of [fail, async () => fail()]) {
    const store = unstorageStore(
      open({ ...driver, getItem: failing, setItem: failing, removeItem: failing, getKeys: failing }),
    )
    await expect(store.read('a')).rejects.toThrow('no disk')
    await expect(store.create('a', recordAt(Date.now()))).rejects.toThrow('no disk')
    await expect(store.write('a', recordAt(Date.now()), 1)).rejects.toThrow('no disk')
    await expect(store.touch('a', 0)).rejects.toThrow('no disk')
    await expect(store.delete('a')).rejects.toThrow('no disk')
    await expect(store.sweep(1)).rejects.toThrow('no disk')
    await expect(store.count()).rejects.toThrow('no disk')
  }
})

test('a driver that takes a time to live gets whole seconds, rounded up, with each write', async () => {
  const given: unknown[] = []
  const driver = memoryDriver()
  const storage = open({ ...driver, setItem: (_key, _value, options) => void given.push(options) })
  const clock = manualClock()
  await unstorageStore(storage, { clock }).create('a', {
    ...recordAt(clock.now()),
    expiresAt: clock.now() + 1001,
  })
  expect(given).toEqual([{ ttl: 2 }])
})

test('Redis removes what has expired by itself', async () => {
  const base = nextName()
  const store = unstorageStore(open(redisDriver({ url: server.url, base })))
  await store.create('aB', recordAt(Date.now()))
  const client = new Redis(server.url)
  const left = await client.ttl(`${base}:sojourn:ka_b`)
  client.disconnect()
  expect(left).toBeGreaterThan(3590)
  expect(left).toBeLessThanOrEqual(3600)
})

test('names of files differ in more than case, and stay short', async () => {
  const place = join(folder, nextName())
  const store = unstorageStore(open(fsDriver({ base: place })))
  for (const key of ['Ab', 'aB', '-_', '']) await store.create(key, recordAt(Date.now()))
  expect((await readdir(join(place, 'sojourn'))).sort()).toEqual(['k', 'k-002d-005f', 'k_ab', 'ka_b'])
})

test('half a record, and what is no record, is told of and left alone until it is deleted', async () => {
  const place = join(folder, nextName())
  const store = unstorageStore(open(fsDriver({ base: place })))
  await store.create('good', recordAt(Date.now()))
  for (const [key, text] of [
    ['half', 'sojourn1 {"id":"st'],
    ['json', '{"id":"stay"}'],
    ['empty', ''],
  ] as const) {
    const file = join(place, 'sojourn', `k${key}`)
    await writeFile(file, text)
    await expect(store.read(key)).rejects.toMatchObject({ code: 'store-unavailable' })
    await expect(store.create(key, recordAt(Date.now()))).rejects.toMatchObject({ code: 'store-unavailable' })
    expect(await store.sweep(10)).toBe(0)
    expect(await store.count()).toBe(1)
    expect(await store.delete(key)).toBeUndefined()
    expect(await store.read(key)).toBeUndefined()
  }
})

test('clear, keys and count leave alone what is not of the prefix', async () => {
  const storage = open(memoryDriver())
  const [store, inner, other] = ['sojourn', 'sojourn:k1', 'other'].map((prefix) =>
    unstorageStore(storage, { prefix }),
  )
  for (const each of [store, inner, other]) await each?.create('a', recordAt(Date.now()))
  await storage.setItem('sojourn:Notes', 'x')
  expect(await store?.keys(10)).toEqual({ keys: ['a'], next: undefined })
  await store?.clear()
  expect((await storage.getKeys()).sort()).toEqual(['other:ka', 'sojourn:Notes', 'sojourn:k1:ka'])
})

test('a storage that was handed over is not disposed, and other stores over it work on', async () => {
  const storage = open(memoryDriver())
  const [closed, store] = [unstorageStore(storage), unstorageStore(storage)]
  await closed.create('a', recordAt(Date.now()))
  closed.close()
  await expect(closed.count()).rejects.toThrow('closed')
  expect((await store.read('a'))?.id).toBe('stay')
})

test.each([
  [{}, {}, 'an object without getItem, setItem, removeItem, getKeys'],
  [{ getItem() {}, setItem() {}, removeItem() {} }, {}, 'an object without getKeys'],
  [null, {}, 'got null'],
  [createStorage(), { prefix: '' }, 'got ""'],
  [createStorage(), { prefix: 'a:' }, 'got "a:"'],
  [createStorage(), { prefix: 'a/b' }, 'got "a/b"'],
  [createStorage(), { prefix: 'a?b' }, 'got "a?b"'],
])('refuses %j with %j', (storage, options, message) => {
  expect(() => Reflect.apply(unstorageStore, undefined, [storage, options])).toThrow(
    expect.objectContaining({ code: 'option-invalid', message: expect.stringContaining(message) }),
  )
})
