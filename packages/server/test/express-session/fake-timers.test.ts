import { mock } from 'node:test'
import { afterEach, describe, expect, test, vi } from 'vitest'
import session, { MemoryStore, type SessionOptions } from '../../src/express-session/index.ts'
import type { LegacyStore } from '../../src/store/legacy/calls.ts'
import { Browser, type Request, recommended, serve } from './app.ts'

/** What the tests of apps put in place of the timers. */
const fakes: Record<string, { use(): void; stop(): void }> = {
  "vitest's": { use: () => void vi.useFakeTimers(), stop: () => void vi.useRealTimers() },
  "node:test's": { use: () => mock.timers.enable(), stop: () => mock.timers.reset() },
}

function storeOfPromises(): LegacyStore {
  const records = new Map<string, string>()
  return {
    get: async (sid: string) => JSON.parse(records.get(sid) ?? 'null'),
    set: async (sid: string, given: object) => void records.set(sid, JSON.stringify(given)),
    destroy: async (sid: string) => void records.delete(sid),
  }
}

const stores: Record<string, () => LegacyStore> = {
  'the memory store': () => new MemoryStore() as never,
  'a class that extends it': () => new (class extends MemoryStore {})() as never,
  'a store of promises': storeOfPromises,
}

type Ask = (callback: (error?: unknown) => void) => unknown

const answered = (ask: Ask): Promise<unknown> => new Promise((resolve) => void ask(resolve))

/** A request that has its session. */
function begin(options: Partial<SessionOptions>): Promise<Request> {
  const request = { headers: {}, url: '/' } as Request
  const middleware = session({ ...recommended, ...options })
  return new Promise((resolve) => middleware(request, {} as never, () => resolve(request)))
}

describe.each(Object.entries(fakes))('under %s fake timers', (_name, { use, stop }) => {
  afterEach(stop)

  test.each(Object.entries(stores))('sessions over %s call back', async (_name, createStore) => {
    use()
    const request = await begin({ store: createStore() })
    request.session.user = 'ann'
    expect(await answered((done) => request.session.save(done))).toBeUndefined()
    expect(await answered((done) => request.session.reload(done))).toBeUndefined()
    expect(request.session.user).toBe('ann')
    expect(await answered((done) => request.session.regenerate(done))).toBeUndefined()
    expect(request.session.user).toBeUndefined()
    expect(await answered((done) => request.session.destroy(done))).toBeUndefined()
  })

  test('every method of the memory store calls back', async () => {
    use()
    const store = new MemoryStore()
    const kept = { cookie: {} } as never
    expect(await answered((done) => store.set('a', kept, done))).toBeUndefined()
    expect(await answered((done) => store.touch('a', kept, done))).toBeUndefined()
    const answer = (ask: (done: (error: unknown, found?: unknown) => void) => void): Promise<unknown> =>
      new Promise((resolve) => ask((_error, found) => resolve(found)))
    expect(await answer((done) => store.get('a', done))).toEqual(kept)
    expect(await answer((done) => store.all(done))).toEqual({ a: kept })
    expect(await answer((done) => store.length(done))).toBe(1)
    expect(await answered((done) => store.destroy('a', done))).toBeUndefined()
    expect(await answered((done) => store.clear(done))).toBeUndefined()
  })

  test('a save that fails is told', async () => {
    const store = storeOfPromises()
    const down = new Error('the store is down')
    const told = new Promise((resolve) => {
      const failing = { ...store, set: () => Promise.reject(down) }
      const handlers = {
        '/': (request: Request, response: { end(text: string): void }) => {
          request.session.user = 'ann'
          response.end('sent')
        },
      }
      const middleware = session({ ...recommended, store: failing })
      void serve(middleware, handlers, { onError: resolve }).then((port) => {
        use()
        return new Browser(port).get('/')
      })
    })
    expect(await told).toBe(down)
  })
})
