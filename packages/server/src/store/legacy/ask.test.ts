import { describe, expect, test } from 'vitest'
import { minute } from '../../../test/durations.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import { type LegacyCallback, type LegacyCalls, type LegacyStore, legacyCalls } from './calls.ts'

const stored = { cookie: {}, user: 'ann' }
const untilQuiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A store's calls in a time of the test's own, and what has come of one: nothing so far is `pending`. */
function open(methods: Partial<LegacyStore>) {
  const clock = manualClock()
  const unused = (): never => {
    throw new Error('not asked for')
  }
  const store = { get: unused, set: unused, destroy: unused, ...methods }
  const calls = legacyCalls(store, clock.after)
  return {
    calls,
    clock,
    /** A call's answer, and how far it is after so many milliseconds. */
    async seen(ask: (calls: LegacyCalls) => unknown, wait = 0): Promise<unknown> {
      let outcome: unknown = 'pending'
      const note = (answer: unknown): void => {
        outcome = answer
      }
      Promise.resolve(ask(calls)).then(note, note)
      await untilQuiet()
      clock.advance(wait)
      await untilQuiet()
      return outcome
    },
  }
}

describe('whether a callback or a promise is the answer is seen by what a method does:', () => {
  test('a callback with a default, which `length` does not count, is called', async () => {
    const get = (_sid: string, callback: LegacyCallback = () => {}): void => callback(null, stored)
    const all = (...given: unknown[]): void => (given.at(-1) as LegacyCallback)(null, stored)
    for (const method of [get, all]) {
      const { calls } = open({ get: method })
      expect(calls.get('a')).toBe(stored)
      expect(calls.reload('a')).toBe(stored)
    }
  })

  test('a method that calls back and then resolves with something is answered by the callback', async () => {
    const { seen } = open({
      async get(_sid, callback) {
        callback(null, stored)
        return { rows: 1 }
      },
    })
    expect(await seen((calls) => calls.get('a'))).toBe(stored)
    expect(await seen((calls) => calls.reload('a'))).toBe(stored)
  })

  test('a promise of a session is the answer at once, whatever parameters the method names', async () => {
    const { seen } = open({ get: async (_sid, _callback) => stored })
    expect(await seen((calls) => calls.get('a'))).toBe(stored)
  })

  test.each([[null], [false]])('so is one of %s, which says that there is none', async (nothing) => {
    const { seen } = open({ get: async () => nothing })
    expect(await seen((calls) => calls.get('a'))).toBeUndefined()
  })

  test('one that resolves with nothing before it calls back is waited for', async () => {
    const late: LegacyCallback[] = []
    const { seen } = open({ get: async (_sid, callback) => void late.push(callback) })
    const answer = seen((calls) => calls.get('a'), 1900)
    await untilQuiet()
    late[0]?.(null, stored)
    expect(await answer).toBe(stored)
    // From now on it is known to call back, however late.
    expect(await seen((calls) => calls.get('a'), minute)).toBe('pending')
  })

  test('so is one that resolves with what its database said', async () => {
    const late: LegacyCallback[] = []
    const { seen } = open({
      async get(_sid, callback) {
        late.push(callback)
        return '{"cookie":{}}'
      },
    })
    const answer = seen((calls) => calls.get('a'), 1900)
    await untilQuiet()
    late[0]?.(null, stored)
    expect(await answer).toBe(stored)
  })

  test('one that never calls back has nothing to say; the next time nobody waits', async () => {
    const { seen } = open({ get: async () => undefined, set: async () => 1, destroy: async () => {} })
    expect(await seen((calls) => calls.get('a'), 1999)).toBe('pending')
    expect(await seen((calls) => calls.get('a'), 2000)).toBeUndefined()
    expect(await seen((calls) => calls.get('a'))).toBeUndefined()
    expect(await seen((calls) => calls.set('a', {}))).toBeUndefined()
    expect(await seen((calls) => calls.destroy('a'))).toBeUndefined()
  })

  test('a write that resolves is done a moment later, unless it calls back', async () => {
    const { seen } = open({ set: async () => 'OK', touch: async () => {} })
    expect(await seen((calls) => calls.set('a', {}), 199)).toBe('pending')
    expect(await seen((calls) => calls.set('a', {}), 200)).toBeUndefined()
    expect(await seen((calls) => calls.touch('a', {}))).toBeUndefined()
  })

  test('a callback that comes too late for its own call is believed the next time', async () => {
    const late: LegacyCallback[] = []
    const { seen } = open({ get: async (_sid, callback) => void late.push(callback) })
    expect(await seen((calls) => calls.get('a'), 2000)).toBeUndefined()
    late[0]?.(null, stored)
    const second = seen((calls) => calls.get('a'), minute)
    await untilQuiet()
    late[1]?.(null, stored)
    expect(await second).toBe(stored)
  })

  test('what is known of a store is known to everybody who asks it', async () => {
    const clock = manualClock()
    const store = { get: async () => stored, set: async () => {}, destroy: async () => {} }
    await legacyCalls(store, clock.after).get('a')
    expect(await legacyCalls(store, clock.after).set('a', {})).toBeUndefined()
  })
})

test('a reload hears the failure that a missing file is, by promise or callback', async () => {
  const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' })
  const { calls } = open({ get: (_sid, callback) => callback(missing) })
  expect(() => calls.reload('a')).toThrow(missing)
  const { seen } = open({ get: async () => Promise.reject(missing) })
  expect(await seen((calls) => calls.reload('a'))).toBe(missing)
})
