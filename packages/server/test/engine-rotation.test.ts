import { describe, expect, test } from 'vitest'
import { countingStore, manualClock } from '../src/testing/index.ts'
import { byUser, createApp, minute, start, type TestOptions } from './app.ts'
import { codeOf, createBrowser, runRequest } from './browser.ts'
import { kindsOfStore } from './kinds-of-store.ts'

const signIn = ({ session }: { session: { user?: string } }): void => {
  session.user = 'ann'
}

describe.each(kindsOfStore)('over %s', (_kind, createStore) => {
  const begin = (options: TestOptions = {}) => {
    const clock = options.clock ?? manualClock()
    return start({ clock, store: createStore(clock), subject: byUser, ...options }, ({ session }) => {
      session.cart = { book: 1 }
    })
  }

  test('rotate() gives a new sid and keeps data, id and times; the old sid is refused at once', async () => {
    const { browser, run, data } = await begin()
    const before = await browser.peek()
    const old = browser.cookieHeader
    await browser.visit(async ({ session, unguarded, context }) => {
      const { id } = session
      await session.rotate()
      expect(session.id).toBe(id)
      expect(session.cart).toEqual({ book: 1 })
      expect(context.getSession()).toBe(unguarded)
    })
    expect(browser.cookieHeader).not.toBe(old)
    const after = await browser.peek()
    const { version: _before, ...kept } = { version: 0, ...before }
    expect(after).toMatchObject(kept)
    expect(await data()).toEqual({ cart: { book: 1 } })
    await run(({ session }) => expect(session.isNew).toBe(true))
  })

  test('the old sid leads to nothing, whoever asks in whatever way, and no touch renews what it leads to', async () => {
    const clock = manualClock()
    const { browser, sessions } = await begin({ clock, announce: true })
    const { cookieHeader } = browser
    const request = { cookieHeader, path: '/', isSecure: false, raw: undefined }
    const late = sessions.context(request)
    await late.load()
    await browser.visit(({ session }) => session.rotate())

    for (const ask of [sessions.peek, sessions.touch]) {
      expect(await ask(sessions.context(request))).toEqual({ status: 'none', now: clock.now() })
    }
    clock.advance(2 * minute)
    // A request that does not read its session touches whatever its cookie leads to.
    const edits = await runRequest(sessions, () => {}, { cookieHeader })
    expect(edits.setCookie).toBeUndefined()
    expect(edits.announcement ?? 'none').toBe('none')
    expect(await sessions.touch(late)).toEqual({ status: 'none', now: clock.now() })
    expect((await browser.peek()).status).toBe('active')
  })

  test('rotate() keeps what the request changed before it and after it', async () => {
    const { browser, data } = await begin()
    await browser.visit(async ({ session }) => {
      session.before = 1
      await session.rotate()
      session.after = 2
    })
    expect(await data()).toEqual({ cart: { book: 1 }, before: 1, after: 2 })
  })

  test('rotate() keeps what others wrote meanwhile', async () => {
    const { browser, run, data } = await begin()
    await browser.visit(async ({ session }) => {
      expect(session.cart).toBeDefined()
      await run((other) => Object.assign(other.session, { theirs: 1 }))
      await session.rotate()
    })
    expect(await data()).toEqual({ cart: { book: 1 }, theirs: 1 })
  })

  test('of two rotations at once one wins, and the other is refused', async () => {
    const { run } = await begin()
    const codes = await Promise.all(
      [1, 2].map(() =>
        codeOf(
          run(async ({ session }) => {
            await new Promise((resolve) => void setImmediate(resolve))
            await session.rotate()
          }),
        ),
      ),
    )
    expect(codes.filter((code) => code === undefined).length).toBeLessThanOrEqual(1)
    expect(codes).toContain('session-gone')
  })

  describe('a sign-in by assignment', () => {
    test('gives a new sid; whoever knew the old one is out', async () => {
      const { browser, run } = await begin()
      const old = browser.cookieHeader
      await browser.visit(signIn)
      expect(browser.cookieHeader).not.toBe(old)
      await run(({ session }) => expect({ ...session }).toEqual({}))
    })

    test('is another stay: a new id, and the absolute timeout anew', async () => {
      const clock = manualClock()
      const { browser, data } = await begin({ clock, absoluteTimeout: 60 * minute })
      const before = await browser.peek()
      clock.advance(20 * minute)
      await browser.visit(signIn)
      const after = await browser.peek()
      expect(after).toMatchObject({
        createdAt: clock.now(),
        endsAt: clock.now() + 60 * minute,
        expiresAt: clock.now() + 30 * minute,
      })
      expect('id' in after && 'id' in before && after.id !== before.id).toBe(true)
      expect(await data()).toEqual({ user: 'ann', cart: { book: 1 } })
    })

    test.each(['save', 'update'] as const)('is one by %s() too', async (how) => {
      const { browser } = await begin()
      const old = browser.cookieHeader
      await browser.visit(async ({ session }) => {
        if (how === 'update') return session.update((data) => ({ ...data, user: 'ann' }))
        session.user = 'ann'
        await session.save()
      })
      expect(browser.cookieHeader).not.toBe(old)
    })

    test('rotates once where the sid is already new in this request', async () => {
      const clock = manualClock()
      const store = countingStore(createStore(clock))
      const { browser } = await begin({ clock, store })
      store.calls.length = 0
      await browser.visit(async ({ session }) => {
        await session.rotate()
        session.user = 'ann'
      })
      expect(store.calls.map(({ method }) => method)).toEqual(['read', 'rotate', 'write'])
      expect(await browser.peek()).toMatchObject({ status: 'active' })
    })

    test('a sign-out by assignment rotates as well', async () => {
      const { browser } = await begin()
      await browser.visit(signIn)
      const old = browser.cookieHeader
      await browser.visit(({ session }) => {
        delete session.user
      })
      expect(browser.cookieHeader).not.toBe(old)
    })

    test('a change of anything else keeps the sid', async () => {
      const { browser } = await begin()
      await browser.visit(signIn)
      const { cookieHeader } = browser
      await browser.visit(({ session }) => {
        session.count = 1
      })
      expect(browser.cookieHeader).toBe(cookieHeader)
    })
  })

  describe('regenerate()', () => {
    test('begins a new, empty session under a new sid and id; the old one is gone', async () => {
      const { browser, run, data } = await begin()
      const before = await browser.peek()
      const old = browser.cookieHeader
      await browser.visit(async (request) => {
        const { session } = request
        await session.regenerate()
        expect(request.session).not.toBe(session)
        expect({ ...request.session }).toEqual({})
        expect(request.session.isNew).toBe(true)
        request.session.user = 'ann'
      })
      expect(browser.cookieHeader).not.toBe(old)
      expect(await data()).toEqual({ user: 'ann' })
      const after = await browser.peek()
      expect('id' in after && 'id' in before && after.id !== before.id).toBe(true)
      await run(({ session }) => expect(session.isNew).toBe(true))
    })

    test('makes the browser forget the old cookie where nothing new is stored', async () => {
      const { browser } = await begin()
      await browser.visit(({ session }) => session.regenerate())
      expect(browser.cookieHeader).toBeUndefined()
    })
  })

  describe('after the headers', () => {
    test.each(['rotate', 'regenerate'] as const)(
      '%s() rejects with headers-sent, before the store is asked',
      async (what) => {
        const clock = manualClock()
        const store = countingStore(createStore(clock))
        const { browser } = await begin({ clock, store })
        await browser.visit(({ session }) => session.cart, {
          afterHeaders: async ({ session }) => {
            store.calls.length = 0
            expect(await codeOf(session[what]())).toBe('headers-sent')
            expect(store.calls).toEqual([])
          },
        })
      },
    )

    test('the first write of a new session rejects with headers-sent', async () => {
      const clock = manualClock()
      const store = countingStore(createStore(clock))
      const browser = createBrowser(createApp({ clock, store }), clock)
      const late = browser.visit(({ session }) => session.cart, {
        afterHeaders: ({ session }) => {
          session.count = 1
        },
      })
      expect(await codeOf(late)).toBe('headers-sent')
      expect(store.calls).toEqual([])
    })

    test('a sign-in rejects with headers-sent, and nothing is written', async () => {
      const { browser, data } = await begin()
      expect(await codeOf(browser.visit(({ session }) => session.cart, { afterHeaders: signIn }))).toBe(
        'headers-sent',
      )
      expect(await data()).toEqual({ cart: { book: 1 } })
    })
  })

  describe('maxSessions', () => {
    test('at one more the oldest end', async () => {
      const clock = manualClock()
      const sessions = createApp({ clock, store: createStore(clock), subject: byUser, maxSessions: 2 })
      const devices = [1, 2, 3].map(() => createBrowser(sessions, clock))
      for (const device of devices) {
        await device.visit(signIn)
        clock.advance(1)
      }
      const statuses = await Promise.all(devices.map(async (device) => (await device.peek()).status))
      expect(statuses).toEqual(['none', 'active', 'active'])
    })

    test('counts a sign-in into a session that was there before', async () => {
      const clock = manualClock()
      const sessions = createApp({ clock, store: createStore(clock), subject: byUser, maxSessions: 1 })
      const [old, young] = [createBrowser(sessions, clock), createBrowser(sessions, clock)]
      await young.visit(({ session }) => Object.assign(session, { count: 1 }))
      clock.advance(1)
      await old.visit(signIn)
      await young.visit(signIn)
      expect([(await old.peek()).status, (await young.peek()).status]).toEqual(['none', 'active'])
    })
  })
})
