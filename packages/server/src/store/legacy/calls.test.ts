import { describe, expect, test } from 'vitest'
import { isPromise } from '../../maybe-promise.ts'
import { type LegacyCallback, type LegacyStore, legacyCalls } from './calls.ts'

/** A store of which a test defines what it is about. */
function store(methods: Partial<LegacyStore> = {}): LegacyStore {
  return {
    get: (_sid, callback) => callback(null, { cookie: {} }),
    set: (_sid, _session, callback) => callback(),
    destroy: (_sid, callback) => callback(),
    ...methods,
  }
}

const down = new Error('the store is down')

describe('an answer', () => {
  test('comes at once where the callback does', () => {
    const calls = legacyCalls(store())
    expect(calls.get('a')).toEqual({ cookie: {} })
    expect(calls.set('a', {})).toBeUndefined()
    expect(calls.destroy('a')).toBeUndefined()
  })

  test('comes later where the callback does', async () => {
    const calls = legacyCalls(
      store({ get: (sid, callback) => queueMicrotask(() => callback(null, { sid })) }),
    )
    const answer = calls.get('a')
    expect(isPromise(answer)).toBe(true)
    expect(await answer).toEqual({ sid: 'a' })
  })

  test.each([[null], [undefined], [false]])('of %s is a miss', (nothing) => {
    const calls = legacyCalls(store({ get: (_sid, callback) => callback(null, nothing) }))
    expect(calls.get('a')).toBeUndefined()
  })

  test('is the first, when the store answers twice', async () => {
    const twice = (callback: LegacyCallback): void => {
      callback(null, { n: 1 })
      callback(down)
    }
    expect(legacyCalls(store({ get: (_sid, callback) => twice(callback) })).get('a')).toEqual({ n: 1 })
    const later = store({ get: (_sid, callback) => queueMicrotask(() => twice(callback)) })
    expect(await legacyCalls(later).get('a')).toEqual({ n: 1 })
  })

  test("is the callback's, where a promise is returned beside it and is there sooner", async () => {
    const early = store({
      get: async (_sid, callback) => {
        setImmediate(() => callback(null, { cookie: {}, from: 'callback' }))
        return '{"raw":"text"}'
      },
    })
    expect(await legacyCalls(early).get('a')).toEqual({ cookie: {}, from: 'callback' })
  })

  test("is the promise's, where the method names no callback", async () => {
    const written: unknown[] = []
    const calls = legacyCalls({
      get: async (sid: string) => (sid === 'a' ? { cookie: {}, sid } : undefined),
      set: async (sid: string, session: object) => written.push([sid, session]),
      destroy: async (sid: string) => written.push([sid]),
      touch: async (sid: string, session: object) => written.push([sid, session]),
    })
    expect(await calls.get('a')).toEqual({ cookie: {}, sid: 'a' })
    expect(await calls.get('b')).toBeUndefined()
    expect(await calls.set('a', { n: 1 })).toBeUndefined()
    expect(await calls.touch('a', { n: 2 })).toBeUndefined()
    expect(await calls.destroy('a')).toBeUndefined()
    expect(written).toEqual([['a', { n: 1 }], ['a', { n: 2 }], ['a']])
  })

  test('to a touch comes at once from a store that has none', () => {
    expect(legacyCalls(store()).touch('a', {})).toBeUndefined()
  })

  test('comes from the method of that store, called on the store', () => {
    class Kept {
      readonly #sessions = new Map<string, object>()
      get(sid: string, callback: LegacyCallback): void {
        callback(null, this.#sessions.get(sid))
      }
      set(sid: string, session: object, callback: LegacyCallback): void {
        this.#sessions.set(sid, session)
        callback()
      }
      touch(sid: string, session: object, callback: LegacyCallback): void {
        this.set(sid, session, callback)
      }
      destroy(sid: string, callback: LegacyCallback): void {
        this.#sessions.delete(sid)
        callback()
      }
    }
    const calls = legacyCalls(new Kept())
    calls.set('a', { n: 1 })
    expect(calls.get('a')).toEqual({ n: 1 })
    calls.touch('a', { n: 2 })
    expect(calls.get('a')).toEqual({ n: 2 })
    calls.destroy('a')
    expect(calls.get('a')).toBeUndefined()
  })
})

describe('a failure', () => {
  test('handed to the callback at once is thrown, and later is a rejection', async () => {
    const atOnce = store({ set: (_sid, _session, callback) => callback(down) })
    expect(() => legacyCalls(atOnce).set('a', {})).toThrow(down)
    const later = store({ set: (_sid, _session, callback) => queueMicrotask(() => callback(down)) })
    await expect(legacyCalls(later).set('a', {})).rejects.toBe(down)
  })

  test('may be thrown', () => {
    const throwing = (): never => {
      throw down
    }
    const calls = legacyCalls(store({ get: throwing, set: throwing, destroy: throwing, touch: throwing }))
    expect(() => calls.get('a')).toThrow(down)
    expect(() => calls.set('a', {})).toThrow(down)
    expect(() => calls.touch('a', {})).toThrow(down)
    expect(() => calls.destroy('a')).toThrow(down)
  })

  test('after the answer changes nothing', () => {
    const calls = legacyCalls(
      store({
        destroy: (_sid, callback) => {
          callback()
          throw down
        },
      }),
    )
    expect(calls.destroy('a')).toBeUndefined()
  })

  test('may be a rejection beside a callback that is never called', async () => {
    const calls = legacyCalls(store({ set: async (_sid, _session, _callback) => Promise.reject(down) }))
    await expect(calls.set('a', {})).rejects.toBe(down)
  })

  test('that is also a rejection is told once, and the rejection is handled', async () => {
    const unhandled: unknown[] = []
    const listen = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', listen)
    const calls = legacyCalls(
      store({
        set: async (_sid, _session, callback) => {
          callback(down)
          throw down
        },
      }),
    )
    expect(() => calls.set('a', {})).toThrow(down)
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off('unhandledRejection', listen)
    expect(unhandled).toEqual([])
  })

  test('of get with ENOENT is a miss, however it comes; of others it is a failure', async () => {
    const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' })
    const atOnce = store({ get: (_sid, callback) => callback(missing) })
    const later = store({ get: (_sid, callback) => queueMicrotask(() => callback(missing)) })
    const rejected = store({ get: async () => Promise.reject(missing) })
    expect(legacyCalls(atOnce).get('a')).toBeUndefined()
    expect(await legacyCalls(later).get('a')).toBeUndefined()
    expect(await legacyCalls(rejected).get('a')).toBeUndefined()
    const destroy = store({ destroy: (_sid, callback) => callback(missing) })
    expect(() => legacyCalls(destroy).destroy('a')).toThrow(missing)
  })
})
