import { MemoryStore } from 'express-session'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { minute } from '../../test/durations.ts'
import { liveStore, newRecord, slowStore } from '../../test/legacy-stores/live-store.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { storeCases, unpromised } from '../testing/store-suite.ts'
import { legacyStore } from './legacy.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe.each([
  ['a store that hands back the live object', liveStore],
  ['the MemoryStore of express-session', () => new MemoryStore()],
])('%s', (_name, open) => {
  for (const { name, run } of storeCases((clock) => {
    // The store tells by the machine's clock what is over.
    vi.useFakeTimers({ toFake: ['Date'], now: clock.now() })
    return legacyStore(open(), { clock })
  })) {
    test(name, run)
  }

  test('leaves out what no store of express-session has', () => {
    const left = unpromised(legacyStore(open())).map((line) => line.split(':')[0])
    expect(left).toEqual(['compareAndSet', 'immediate', 'rotate', 'subjects', 'sweep', 'watch'])
  })
})

describe('what is stored', () => {
  const clock = manualClock()
  const now = clock.now()

  test('has the data beside a cookie that tells the time to live, a little longer than the session', async () => {
    const inner = liveStore()
    await legacyStore(inner, { clock }).create(
      'key',
      newRecord(now, { data: '{"user":{"id":"ann"},"views":1}' }),
    )
    const stored = inner.sessions.get('skey')
    const expires = new Date(now + 30 * minute + 2_000)
    expect(stored).toMatchObject({
      user: { id: 'ann' },
      views: 1,
      cookie: { expires, maxAge: 30 * minute + 2_000 },
    })
    expect(JSON.parse(JSON.stringify(stored)).cookie).toEqual({
      originalMaxAge: 30 * minute + 2_000,
      expires: expires.toISOString(),
      httpOnly: true,
      path: '/',
    })
  })

  test('is under a name that does not begin with "_", whatever the key', async () => {
    const inner = liveStore()
    const store = legacyStore(inner, { clock })
    await store.create('_key', newRecord(now))
    expect([...inner.sessions.keys()]).toEqual(['s_key'])
    expect((await store.read('_key'))?.data).toBe('{"views":1}')
  })

  test('comes back without what the store added to it', async () => {
    const inner = liveStore()
    const store = legacyStore(inner, { clock })
    await store.create('key', newRecord(now))
    Object.assign(inner.sessions.get('skey') ?? {}, { __lastAccess: 1, lastModified: new Date(now) })
    expect((await store.read('key'))?.data).toBe('{"views":1}')
  })

  test.each(['{"cookie":"oats","views":1}', '{"sojourn":2}', '{"__proto__":{"admin":true}}', '[1]'])(
    'comes back whole where the data cannot lie beside the rest: %s',
    async (data) => {
      const inner = liveStore()
      const store = legacyStore(inner, { clock })
      await store.create('key', newRecord(now, { data }))
      expect((await store.read('key'))?.data).toBe(data)
      expect(inner.sessions.get('skey')).toMatchObject({ cookie: { path: '/' } })
    },
  )

  test('and was not written by createSessions is no session, and is replaced by nobody who did not read it', async () => {
    const inner = liveStore()
    const foreign = { cookie: { expires: new Date(now + 5 * minute) }, user: 'ann' }
    inner.sessions.set('skey', foreign)
    const store = legacyStore(inner, { clock })
    expect(await store.read('key')).toEqual({
      id: 'key',
      data: JSON.stringify([foreign]),
      createdAt: now,
      expiresAt: now + 5 * minute,
      endsAt: now + 5 * minute,
      idleTimeout: 5 * minute,
      persistent: false,
      subject: null,
      version: 0,
    })
    expect(await store.write('key', newRecord(now), 1)).toMatchObject({ status: 'conflict' })
    expect(() => store.create('key', newRecord(now))).toThrow('a live session')
    expect(() => store.touch('key', now)).toThrow(expect.objectContaining({ code: 'record-invalid' }))
    expect(inner.sessions.get('skey')).toBe(foreign)
    expect(await store.write('key', newRecord(now), 0)).toEqual({ status: 'written', version: 1 })
    expect(await store.read('key')).toEqual({ ...newRecord(now), version: 1 })
  })

  test('and has expired as far as can be told is gone', async () => {
    const inner = liveStore()
    inner.sessions.set('scookie', { cookie: { expires: new Date(now) } })
    inner.sessions.set('sfield', { cookie: {}, sojourn: { expiresAt: now } })
    const store = legacyStore(inner, { clock })
    expect([await store.read('cookie'), await store.read('field')]).toEqual([undefined, undefined])
  })
})

describe('store calls', () => {
  const clock = manualClock()
  const now = clock.now()

  test('a write over what this process read or wrote last takes one', async () => {
    const inner = liveStore()
    const store = legacyStore(inner, { clock })
    await store.create('key', newRecord(now))
    await store.read('key')
    inner.asked.length = 0
    await store.write('key', newRecord(now), 1)
    await store.write('key', newRecord(now), 2)
    expect(inner.asked).toEqual(['set skey', 'set skey'])
  })

  test('a write over what another request changed since reads again, and conflicts', async () => {
    const inner = liveStore()
    const store = legacyStore(inner, { clock })
    await store.create('key', newRecord(now))
    await store.write('key', newRecord(now, { data: '{"views":2}' }), 1)
    const result = await store.write('key', newRecord(now, { data: '{"seen":1}' }), 1)
    expect(result).toMatchObject({ status: 'conflict', current: { data: '{"views":2}', version: 2 } })
  })

  test('with reread: always, every write reads first, and sees what another process wrote', async () => {
    const inner = liveStore()
    const [one, other] = [
      legacyStore(inner, { clock, reread: 'always' }),
      legacyStore({ ...inner }, { clock, reread: 'always' }),
    ]
    await one.create('key', newRecord(now))
    await one.read('key')
    await other.write('key', newRecord(now, { data: '{"views":2}' }), 1)
    expect(await one.write('key', newRecord(now), 1)).toMatchObject({ status: 'conflict' })
    await other.delete('key')
    expect(await one.write('key', newRecord(now), 2)).toEqual({ status: 'gone' })
    expect(inner.sessions.size).toBe(0)
  })

  test('an expired session is gone without asking', async () => {
    const inner = liveStore()
    const clock = manualClock()
    const store = legacyStore(inner, { clock })
    await store.create('key', newRecord(clock.now()))
    clock.advance(30 * minute)
    expect(await store.write('key', newRecord(clock.now()), 1)).toEqual({ status: 'gone' })
  })
})

describe('calls at the same time', () => {
  const clock = manualClock()
  const now = clock.now()

  /** A session under `key`, in a slow store. */
  async function slowlyKept() {
    const { store: inner, answer, answerAll } = slowStore()
    const store = legacyStore(inner, { clock })
    const created = store.create('key', newRecord(now))
    await answerAll()
    await created
    return { store, answer, answerAll }
  }

  test('of two writes over one version, one conflicts', async () => {
    const { store, answerAll } = await slowlyKept()
    const results = Promise.all([
      store.write('key', newRecord(now, { data: '{"a":1}' }), 1),
      store.write('key', newRecord(now, { data: '{"b":1}' }), 1),
    ])
    await answerAll()
    expect(await results).toMatchObject([
      { status: 'written', version: 2 },
      { status: 'conflict', current: { data: '{"a":1}', version: 2 } },
    ])
  })

  test('a write that waits behind a delete brings nothing back', async () => {
    const { store, answerAll } = await slowlyKept()
    const results = Promise.all([store.delete('key'), store.write('key', newRecord(now), 1)])
    await answerAll()
    expect(await results).toMatchObject([{ version: 1 }, { status: 'gone' }])
  })

  test('nor does a write over a read that the delete overtook', async () => {
    const { store, answer, answerAll } = await slowlyKept()
    const read = store.read('key')
    const deleted = store.delete('key')
    await answer(1)
    await answer(1)
    expect(await deleted).toMatchObject({ version: 1 })
    await answer(0)
    expect(await read).toMatchObject({ version: 1 })
    const written = store.write('key', newRecord(now), 1)
    await answerAll()
    expect(await written).toEqual({ status: 'gone' })
  })

  test('nor does it undo what was written while the read was on its way', async () => {
    const { store, answer, answerAll } = await slowlyKept()
    const read = store.read('key')
    const written = store.write('key', newRecord(now, { data: '{"views":2}' }), 1)
    await answer(1)
    expect(await written).toMatchObject({ status: 'written' })
    await answer(0)
    expect(await read).toMatchObject({ data: '{"views":1}' })
    const late = store.write('key', newRecord(now), 1)
    await answerAll()
    expect(await late).toMatchObject({ status: 'conflict', current: { data: '{"views":2}' } })
  })

  test('other sessions do not wait, and a call that is never answered stops the next for ten seconds only', async () => {
    const inner = liveStore()
    const clock = manualClock()
    const store = legacyStore(inner, { clock })
    await store.create('key', newRecord(now))
    await store.create('other', newRecord(now))
    const { set } = inner
    inner.set = () => {}
    void store.write('key', newRecord(now), 1)
    inner.set = set
    expect(await store.write('other', newRecord(now), 1)).toMatchObject({ status: 'written' })
    const next = store.delete('key')
    clock.advance(9_999)
    await new Promise((resolve) => setImmediate(resolve))
    expect(inner.sessions.has('skey')).toBe(true)
    clock.advance(1)
    expect(await next).toMatchObject({ version: 1 })
    expect(inner.sessions.has('skey')).toBe(false)
  })
})

test('a store that says it is disconnected is not asked until it is back', async () => {
  const inner = liveStore()
  const heard = new Map<string, () => void>()
  const clock = manualClock()
  const store = legacyStore({ ...inner, on: (event, listener) => heard.set(event, listener) }, { clock })
  await store.create('key', newRecord(clock.now()))
  inner.asked.length = 0
  heard.get('disconnect')?.()
  expect(() => store.read('key')).toThrow('disconnected')
  expect(() => store.write('key', newRecord(clock.now()), 1)).toThrow('disconnected')
  expect(inner.asked).toEqual([])
  heard.get('connect')?.()
  expect(await store.read('key')).toMatchObject({ version: 1 })
})

test('wrong arguments are refused, with what they take', () => {
  expect(() => legacyStore(JSON.parse('{}'))).toThrow(
    'legacyStore: the store takes an object with get, set and destroy, got an object without',
  )
  expect(() => Reflect.apply(legacyStore, undefined, [MemoryStore])).toThrow(
    'legacyStore: the store takes an object with get, set and destroy, got a class: make one with `new`',
  )
  expect(() => legacyStore(liveStore(), JSON.parse('{"reread":"never"}'))).toThrow(
    "legacyStore: reread takes 'auto' or 'always', got never",
  )
})
