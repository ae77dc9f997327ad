import { describe, expect, test } from 'vitest'
import { type LegacyCallback, legacyStore } from '../../src/store/legacy.ts'
import { manualClock } from '../../src/testing/manual-clock.ts'
import { second } from '../durations.ts'
import { liveStore, newRecord } from './live-store.ts'

describe('after a call that did its work and failed', () => {
  const clock = manualClock()
  const now = clock.now()
  const broken = new Error('the connection broke before the answer came')

  /** A store of which a call can be made to fail, or to hang, once it has done its work. */
  function brittleStore() {
    const inner = liveStore()
    const { set, destroy } = inner
    return {
      inner,
      store: legacyStore(inner, { clock }),
      breakSet(): void {
        inner.set = (sid, session, callback) => set(sid, session, () => callback(broken))
      },
      breakDestroy(fail: (callback: LegacyCallback) => void): void {
        inner.destroy = (sid, callback) => destroy(sid, () => fail(callback))
      },
      mend(): void {
        Object.assign(inner, { set, destroy })
      },
    }
  }

  /** A session that was written twice, the second time with `tried`, which failed. */
  async function withFailedWrite(tried: string) {
    const { inner, store, breakSet, mend } = brittleStore()
    await store.create('key', newRecord(now))
    await store.write('key', newRecord(now, { data: '{"views":2}' }), 1)
    breakSet()
    expect(() => store.write('key', newRecord(now, { data: tried }), 2)).toThrow(broken)
    mend()
    return { inner, store }
  }

  test('a write is made once more, and is not in conflict with itself', async () => {
    const { store } = await withFailedWrite('{"log":["order 1"]}')
    const again = newRecord(now, { data: '{"log":["order 1","order 2"]}' })
    expect(await store.write('key', again, 2)).toEqual({ status: 'written', version: 4 })
    expect((await store.read('key'))?.data).toBe('{"log":["order 1","order 2"]}')
  })

  test('a write that began before the one it went over conflicts all the same', async () => {
    const { store } = await withFailedWrite('{"views":3}')
    const result = await store.write('key', newRecord(now, { data: '{"seen":1}' }), 1)
    expect(result).toMatchObject({ status: 'conflict', current: { data: '{"views":3}' } })
  })

  test('so does one over what somebody else wrote in its place', async () => {
    const { inner, store } = await withFailedWrite('{"views":3}')
    const elsewhere = legacyStore({ ...inner }, { clock })
    await elsewhere.delete('key')
    await elsewhere.create('key', newRecord(now))
    await elsewhere.write('key', newRecord(now), 1)
    await elsewhere.write('key', newRecord(now, { data: '{"theirs":1}' }), 2)
    const result = await store.write('key', newRecord(now, { data: '{"views":4}' }), 2)
    expect(result).toMatchObject({ status: 'conflict', current: { data: '{"theirs":1}', version: 3 } })
  })

  test('a session can be created once more under its key', async () => {
    const { store, breakSet, mend } = brittleStore()
    breakSet()
    expect(() => store.create('key', newRecord(now))).toThrow(broken)
    mend()
    await store.create('key', newRecord(now, { data: '{"views":2}' }))
    expect(await store.read('key')).toMatchObject({ data: '{"views":2}', version: 1 })
  })

  test('a destroyed session is not brought back', async () => {
    const { inner, store, breakDestroy } = brittleStore()
    await store.create('key', newRecord(now))
    breakDestroy((callback) => callback(broken))
    expect(() => store.delete('key')).toThrow(broken)
    expect(await store.write('key', newRecord(now), 1)).toEqual({ status: 'gone' })
    expect(inner.sessions.size).toBe(0)
  })

  test('nor after a destroy that is never answered, by who read while it was under way', async () => {
    const clock = manualClock()
    const inner = liveStore()
    const store = legacyStore(inner, { clock })
    await store.create('key', newRecord(clock.now()))
    inner.destroy = () => {}
    void store.delete('key')
    expect(await store.read('key')).toMatchObject({ version: 1 })
    inner.sessions.clear()
    const written = store.write('key', newRecord(clock.now()), 1)
    clock.advance(10 * second)
    expect(await written).toEqual({ status: 'gone' })
    expect(inner.sessions.size).toBe(0)
  })
})
