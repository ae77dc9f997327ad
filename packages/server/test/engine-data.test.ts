import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { createSessions, memoryStore, type SessionsOptions } from '../src/index.ts'
import { countingStore, manualClock } from '../src/testing/index.ts'
import { byUser, createApp, secret, start, type TestOptions } from './app.ts'
import { codeOf, createBrowser, runRequest } from './browser.ts'
import { frozenAnswers } from './deep-freeze.ts'
import { day, minute } from './durations.ts'

/** A browser whose record holds this text, whatever wrote it. */
async function withRecord(text: string, options: TestOptions = {}) {
  const clock = manualClock()
  const store = countingStore(memoryStore({ clock }))
  const app = await start({ clock, store, ...options })
  const key = store.calls[0]?.key ?? ''
  const record = await store.read(key)
  if (record === undefined) throw new Error('nothing was stored')
  await store.write(key, { ...record, data: text }, record.version)
  store.calls.length = 0
  return { ...app, store, stored: async () => (await store.read(key))?.data }
}

const schema = frozenAnswers(
  z.object({ count: z.number().default(0), cart: z.array(z.string()).default([]) }),
)

describe.each(['{"user":', '', 'null', '[]', '"text"', '5'])('a record that holds %j', (text) => {
  test('is an error where it is read, and is kept', async () => {
    const { run, stored } = await withRecord(text)
    expect(await codeOf(run(({ session }) => session.user))).toBe('record-invalid')
    await run(() => {})
    expect(await stored()).toBe(text)
  })

  test("begins anew with onInvalid: 'reset'", async () => {
    const { run, data } = await withRecord(text, { onInvalid: 'reset' })
    await run(({ session }) => {
      expect({ ...session }).toEqual({})
      session.count = 1
    })
    expect(await data()).toEqual({ count: 1 })
  })

  test('is what onInvalid makes of it', async () => {
    const onInvalid = vi.fn(() => ({ count: 7 }))
    const { run } = await withRecord(text, { onInvalid })
    await run(({ session }) => expect({ ...session }).toEqual({ count: 7 }))
    expect(onInvalid).toHaveBeenCalled()
  })
})

describe('with a schema', () => {
  const options = { schema } satisfies Partial<SessionsOptions<typeof schema>>

  test('a record that does not fit is an error that says where, and is kept', async () => {
    const { browser, store, stored } = await withRecord('{"count":"many"}')
    const sessions = createSessions({ secret, store, clock: manualClock(), ...options })
    const { cookieHeader } = browser
    const read = runRequest(sessions, ({ session }) => session.count, { cookieHeader })
    await expect(read).rejects.toMatchObject({
      code: 'record-invalid',
      message: expect.stringContaining('count'),
    })
    expect(await stored()).toBe('{"count":"many"}')
  })

  test('no default is written by a mere read', async () => {
    const { browser, store, stored } = await withRecord('{"count":1}')
    const sessions = createSessions({ secret, store, clock: manualClock(), ...options })
    const { cookieHeader } = browser
    await runRequest(sessions, ({ session }) => expect(session.cart).toEqual([]), { cookieHeader })
    expect(await stored()).toBe('{"count":1}')
    expect(store.calls.map(({ method }) => method)).toEqual(['read', 'read'])
  })

  test('keys that it does not name are carried through', async () => {
    const { browser, store, stored } = await withRecord(
      '{"count":1,"passport":{"user":"u1"},"__proto__":{"a":1}}',
    )
    const sessions = createSessions({ secret, store, clock: manualClock(), ...options })
    const { cookieHeader } = browser
    await runRequest(sessions, ({ session }) => (session.count += 1), { cookieHeader })
    expect(JSON.parse((await stored()) ?? '')).toEqual(
      JSON.parse('{"count":2,"cart":[],"passport":{"user":"u1"},"__proto__":{"a":1}}'),
    )
  })

  test("keys that it does not name are refused with unknownKeys: 'error'", async () => {
    const { browser, store } = await withRecord('{"count":1,"flash":[]}')
    const sessions = createSessions({ secret, store, clock: manualClock(), unknownKeys: 'error', ...options })
    const { cookieHeader } = browser
    const read = runRequest(sessions, ({ session }) => session.count, { cookieHeader })
    await expect(read).rejects.toMatchObject({
      code: 'record-invalid',
      message: expect.stringContaining('flash'),
    })
  })

  test('data that do not fit are refused at the save, and nothing is written', async () => {
    const store = countingStore(memoryStore())
    const sessions = createSessions({ secret, store, ...options })
    const save = runRequest(sessions, ({ session }) => Object.assign(session, { count: 'many' }))
    await expect(save).rejects.toMatchObject({
      code: 'data-invalid',
      message: expect.stringContaining('count'),
    })
    expect(store.calls).toEqual([])
  })

  test('what it turns the data into at the save is thrown away', async () => {
    const clock = manualClock()
    const trimmed = z.object({ name: z.string().trim().optional() })
    const sessions = createSessions({
      secret,
      clock,
      schema: trimmed,
      expose: ({ name }) => ({ name: name ?? '' }),
    })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.name = ' ann '
    })
    await browser.visit(({ session }) => expect(session.name).toBe('ann'))
  })
})

function nested(levels: number): unknown {
  return levels === 0 ? 1 : { in: nested(levels - 1) }
}

/** An object whose getter throws, from that look on. */
function throwing(from = 1): object {
  let looks = 0
  return {
    get b(): number {
      looks += 1
      if (looks >= from) throw new Error('no')
      return 1
    },
  }
}

const cycle: { self?: unknown } = {}
cycle.self = cycle

test.each([
  [{ a: () => {} }, 'a'],
  [{ a: { b: [1, 10n] } }, 'a.b[1]'],
  [{ a: Symbol('s') }, 'a'],
  [{ a: { 'odd key': Number.NaN } }, 'a["odd key"]'],
  [{ a: Number.POSITIVE_INFINITY }, 'a'],
  [{ a: new Map() }, 'a'],
  [{ a: { b: new Set() } }, 'a.b'],
  [{ a: /x/ }, 'a'],
  [{ a: new Uint8Array(2) }, 'a'],
  [{ a: Promise.resolve() }, 'a'],
  [{ a: new Error('x') }, 'a'],
  [{ a: cycle }, 'a.self'],
  [{ a: { toJSON: () => undefined } }, 'a'],
  [{ a: { toJSON: () => 1n } }, 'a'],
  [{ a: { toJSON: () => nested(101) } }, 'a.in.in'],
  [{ a: { b: -0 } }, 'a.b'],
  [{ a: Object(1) }, 'a'],
  [{ a: new URLSearchParams('b=1') }, 'a'],
  [{ a: new Headers() }, 'a'],
  [{ a: [Buffer.from('x')] }, 'a[0]'],
  [{ a: new (class Point {})() }, 'a'],
])('%o is refused at the save, with the path %s', async (data, path) => {
  const clock = manualClock()
  const store = countingStore(memoryStore({ clock }))
  const browser = createBrowser(createApp({ clock, store }), clock)
  const save = browser.visit(({ session }) => Object.assign(session, data))
  await expect(save).rejects.toMatchObject({
    code: 'not-json',
    message: expect.stringContaining(`"${path}"`),
  })
  expect(store.calls).toEqual([])
})

test.each([1, 2])(
  'a getter that throws at look %i is a clear error, and nothing is half stored',
  async (look) => {
    const { run, data } = await start()
    const save = run(({ session }) => Object.assign(session, { count: 1, a: throwing(look), z: 1 }))
    await expect(save).rejects.toMatchObject({ code: 'not-json', message: expect.stringContaining('"a.b"') })
    expect(await data()).toEqual({ user: 'ann' })
  },
)

test('what a toJSON nests as deep as may be is read and written again', async () => {
  const { run, data } = await start()
  await run(({ session }) => Object.assign(session, { deep: { toJSON: () => nested(100) } }))
  await run(({ session }) => {
    session.count = 1
  })
  expect(await data()).toEqual({ user: 'ann', count: 1, deep: nested(100) })
})

test('a value that is held twice is no cycle', async () => {
  const { run, data } = await start()
  const shared = { amount: 1 }
  await run(({ session }) => Object.assign(session, { cart: { one: shared, other: [shared] } }))
  expect(await data()).toEqual({ user: 'ann', cart: { one: { amount: 1 }, other: [{ amount: 1 }] } })
})

test('a key named __proto__ is data like any other, and pollutes nothing', async () => {
  const { run, data } = await start()
  await run((request) => {
    request.session = JSON.parse(
      '{"user":"ann","__proto__":{"isAdmin":true},"cart":{"__proto__":{"isAdmin":true}}}',
    )
  })
  const stored = await data()
  expect(JSON.stringify(stored)).toContain('"__proto__":{"isAdmin":true}')
  expect('isAdmin' in {}).toBe(false)
  expect('isAdmin' in stored).toBe(false)
})

describe('an ignored promise', () => {
  const unhandled = vi.fn()

  test.each(['save', 'rotate', 'reload'] as const)(
    'of %s() that fails fails the response, and never the process',
    async (operation) => {
      process.on('unhandledRejection', unhandled)
      try {
        const { run } = await start()
        const response = run(async ({ session }) => {
          // Nothing is changed: the commit itself has nothing to fail at.
          expect(session.user).toBe('ann')
          await run((other) => other.session.destroy())
          session[operation]()
        })
        expect(await codeOf(response)).toBe('session-gone')
        await new Promise((resolve) => void setImmediate(resolve))
        expect(unhandled).not.toHaveBeenCalled()
      } finally {
        process.off('unhandledRejection', unhandled)
      }
    },
  )

  test('of which the handler took care fails nothing', async () => {
    const { run } = await start()
    await run(async ({ session }) => {
      const gone = session.reload()
      Reflect.set(session, 'unused', 1)
      await gone.catch(() => {})
    })
    await run(async ({ session }) => {
      expect(session.user).toBe('ann')
      await run((other) => other.session.destroy())
      session.reload().catch(() => {})
    })
  })
})

test.each(['save', 'reload', 'rotate', 'destroy', 'regenerate'] as const)(
  'the callback of %s() never runs before the method has returned',
  async (operation) => {
    const { run } = await start()
    const order: string[] = []
    await run(async ({ session }) => {
      await new Promise<void>((resolve, reject) => {
        const answer = session[operation]((error) => {
          order.push('callback')
          if (error === undefined) resolve()
          else reject(error)
        })
        expect(answer).toBeUndefined()
        order.push('returned')
      })
    })
    expect(order).toEqual(['returned', 'callback'])
  },
)

test('a callback gets the error, and the response is not failed by it again', async () => {
  const { run } = await start()
  await run(async ({ session }) => {
    expect(session.user).toBe('ann')
    await run((other) => other.session.destroy())
    const error = await new Promise((resolve) => session.save(resolve))
    expect(error).toMatchObject({ code: 'session-gone' })
  })
})

describe('the view', () => {
  test('shows what `expose` returned and no more, and never the sid', async () => {
    const clock = manualClock()
    const sessions = createApp({ clock, subject: byUser, expose: ({ user = '' }) => ({ name: user }) })
    const browser = createBrowser(sessions, clock)
    expect(await browser.peek()).toEqual({ status: 'none', now: clock.now() })
    await browser.visit(({ session }) => Object.assign(session, { user: 'ann', password: 'hunter2' }))
    const view = await browser.peek()
    const at = clock.now()
    expect(view).toEqual({
      status: 'active',
      id: expect.any(String),
      data: { name: 'ann' },
      createdAt: at,
      expiresAt: at + 30 * minute,
      endsAt: at + day,
      maxAge: 30 * minute,
      originalMaxAge: 30 * minute,
      renewEvery: minute,
      version: 1,
      now: at,
    })
    const [sid = 'none'] = browser.cookieHeader?.slice('sid='.length).split('.') ?? []
    expect(JSON.stringify(view)).not.toContain(sid)
    expect('id' in view && view.id).not.toBe(sid)
  })

  test('holds no data without `expose`', async () => {
    const { browser } = await start()
    expect(await browser.peek()).not.toHaveProperty('data')
  })

  test('fails where `expose` returns what JSON cannot hold', async () => {
    const clock = manualClock()
    const sessions = createApp<unknown>({ clock, expose: () => ({ list: [new Map()] }) })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => Object.assign(session, { user: 'ann' }))
    await expect(browser.peek()).rejects.toMatchObject({
      code: 'not-json',
      message: expect.stringContaining('expose.list[0]'),
    })
  })

  test('after the end says why, where there was a session', async () => {
    const { browser, sessions, run } = await start()
    const end = async (expected: object) =>
      run(async ({ context }) =>
        expect(await sessions.end(context)).toEqual({ now: expect.any(Number), ...expected }),
      )
    const { setCookie } = await end({ status: 'none', reason: 'signed-out' })
    expect(setCookie).toHaveLength(1)
    await end({ status: 'none' })
    expect(await browser.peek()).toMatchObject({ status: 'none' })
  })
})

test('with `lazy` nothing is read before load(), and a read before it says so', async () => {
  const clock = manualClock()
  const store = countingStore(memoryStore({ clock }))
  const browser = createBrowser(createApp({ clock, store, lazy: true }), clock)
  await browser.visit(async (request) => {
    await request.context.load()
    request.session.user = 'ann'
  })
  store.calls.length = 0
  await browser.visit(async (request) => {
    expect(request.context.loadsAhead).toBe(false)
    expect(() => request.session).toThrow(expect.objectContaining({ code: 'not-loaded' }))
    expect(store.calls).toEqual([])
    await request.context.load()
    expect(request.session.user).toBe('ann')
  })
})
