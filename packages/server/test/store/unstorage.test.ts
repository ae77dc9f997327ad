import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStorage } from 'unstorage'
import fsDriver from 'unstorage/drivers/fs'
import memoryDriver from 'unstorage/drivers/memory'
import redisDriver from 'unstorage/drivers/redis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startRedis } from '../../../../scripts/servers/redis.ts'
import { systemClock } from '../../src/clock.ts'
import { type UnstorageLike, unstorageStore } from '../../src/store/unstorage.ts'
import { storeCases } from '../../src/testing/store-suite.ts'
import { createApp, minute } from '../app.ts'
import { createBrowser } from '../browser.ts'
import { useServer } from '../use-server.ts'

const serverUrl = useServer(startRedis)
const folder = mkdtempSync(join(tmpdir(), 'sojourn-unstorage-'))
const opened: { dispose(): unknown }[] = []
let places = 0

function open(driver: Parameters<typeof createStorage>[0] & object): UnstorageLike {
  const storage = createStorage(driver)
  opened.push(storage)
  return storage
}

afterAll(async () => {
  for (const storage of opened) await storage.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const drivers: [string, () => UnstorageLike][] = [
  ['memory', () => open({ driver: memoryDriver() })],
  ['files', () => open({ driver: fsDriver({ base: folder }) })],
  ['Redis', () => open({ driver: redisDriver({ url: serverUrl() }) })],
]

describe.each(drivers)('unstorageStore over %s keeps the specification of stores', (_name, openDriver) => {
  let storage: UnstorageLike

  beforeAll(() => {
    storage = openDriver()
  })

  for (const { name, run } of storeCases((clock) => {
    places += 1
    return unstorageStore(storage, { prefix: `place-${places}`, clock })
  })) {
    test(name, run)
  }
})

test('no write of one process is lost, though two stores are over one storage', async () => {
  const storage = open({ driver: memoryDriver() })
  const apps = [1, 2].map(() =>
    createApp({ clock: systemClock, store: unstorageStore(storage), idleTimeout: 30 * minute }),
  )
  const [first, second] = apps.map((app) => createBrowser(app, systemClock))
  await first?.visit(({ session }) => Object.assign(session, { count: 0 }))
  const cookieHeader = first?.cookieHeader ?? ''
  const requests = Array.from({ length: 50 }, (_, index) =>
    (index % 2 === 0 ? first : second)?.visit(
      ({ session }) =>
        session.update((data) => {
          data.count = Number(data.count) + 1
        }),
      { cookieHeader },
    ),
  )
  await Promise.all(requests)
  await first?.visit(({ session }) => expect(session.count).toBe(50))
})

test('what is no session of this release is refused and left alone', async () => {
  const storage = createStorage({ driver: memoryDriver() })
  const store = unstorageStore(storage)
  await storage.setItem('sojourn:sa', { form: 2 })
  await expect(store.read('a')).rejects.toThrow('no session of this release')
  await expect(Promise.resolve(store.delete('a'))).rejects.toThrow('no session of this release')
  expect(await storage.getItem('sojourn:sa')).toEqual({ form: 2 })
})

test.each([undefined, {}, new Map()])('%j is no storage', (storage) => {
  expect(() => Reflect.apply(unstorageStore, undefined, [storage])).toThrow(
    expect.objectContaining({ code: 'option-invalid' }),
  )
})
