import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HeaderEdits } from '../src/core/request/request.ts'
import { memoryStore } from '../src/index.ts'
import { aroundStore } from '../src/testing/around-store.ts'
import { countingStore, manualClock } from '../src/testing/index.ts'
import { byUser, createApp, hour, minute, start, type TestOptions } from './app.ts'
import { codeOf, createBrowser, runRequest } from './browser.ts'
import { readSetCookie } from './cookie-jar.ts'
import { kindsOfStore } from './kinds-of-store.ts'

describe.each(kindsOfStore)('over %s', (_kind, createStore) => {
  const begin = (options: TestOptions = {}) => {
    const clock = manualClock()
    return start({ clock, store: createStore(clock), ...options })
  }

  describe('destroy()', () => {
    test('ends the session and makes the browser forget it', async () => {
      const { browser } = await begin()
      const { setCookie } = await browser.visit(async (request) => {
        await request.session.destroy()
        expect(request.context.getSession()).toBeUndefined()
      })
      expect(setCookie).toEqual([expect.stringMatching(/^sid=; Max-Age=0; /)])
      expect(browser.cookieHeader).toBeUndefined()
    })

    test('is final: the same cookie finds nothing afterwards', async () => {
      const { browser, run } = await begin()
      const { cookieHeader } = browser
      await run(({ session }) => session.destroy())
      await browser.visit(({ session }) => expect({ ...session }).toEqual({}), { cookieHeader })
    })

    test.each([
      ['a write', (session: { count?: number }) => Object.assign(session, { count: 1 })],
      ['a rotation', (session: { rotate(): Promise<void> }) => session.rotate()],
      ['a save', (session: { save(): Promise<void> }) => session.save()],
    ])('%s by a slower request is refused with session-gone, and brings nothing back', async (_what, act) => {
      const { browser, run } = await begin()
      const slower = run(async ({ session }) => {
        expect(session.user).toBe('ann')
        await run((other) => other.session.destroy())
        await act(session)
      })
      expect(await codeOf(slower)).toBe('session-gone')
      expect(await browser.peek()).toMatchObject({ status: 'none' })
    })

    test('a touch by a slower request brings nothing back, and sets no cookie', async () => {
      const { browser, run } = await begin()
      const { setCookie } = await run(async ({ session }) => {
        session.touch()
        await run((other) => other.session.destroy())
      })
      expect(setCookie).toBeUndefined()
      expect(await browser.peek()).toMatchObject({ status: 'none' })
    })

    test('of a session that was never stored asks no store and clears no cookie', async () => {
      const clock = manualClock()
      const store = countingStore(createStore(clock))
      const edits = await runRequest(createApp({ clock, store }), ({ session }) => session.destroy())
      expect(store.calls).toEqual([])
      expect(edits.setCookie).toBeUndefined()
    })

    test('whoever holds the old object cannot write with it', async () => {
      const { browser, run } = await begin()
      await run(async ({ session }) => {
        await session.destroy()
        session.count = 1
        expect(await codeOf(session.save())).toBe('session-gone')
        expect(await codeOf(session.rotate())).toBe('session-gone')
        expect(await codeOf(session.regenerate())).toBe('session-gone')
        expect(await codeOf(session.reload())).toBe('session-gone')
      })
      expect(await browser.peek()).toMatchObject({ status: 'none' })
    })
  })

  describe('req.session = null', () => {
    test.each([null, undefined])('%s ends the session and makes the browser forget it', async (value) => {
      const { browser } = await begin()
      const { setCookie } = await browser.visit((request) => {
        request.session = value
      })
      expect(setCookie).toEqual([expect.stringMatching(/^sid=; Max-Age=0; /)])
    })

    test('with unset: "keep" leaves the record and the cookie', async () => {
      const { browser, data } = await begin({ unset: 'keep' })
      const edits = await browser.visit((request) => {
        request.session.count = 1
        request.session = null
        expect(request.context.getSession()).toBeNull()
      })
      expect(edits.setCookie).toBeUndefined()
      expect(await data()).toEqual({ user: 'ann' })
    })

    test('a visitor without a session loses no cookie by it', async () => {
      const { browser, run } = await begin()
      await browser.visit(({ session }) => session.destroy())
      const { setCookie } = await run((request) => {
        request.session = null
      })
      expect(setCookie).toBeUndefined()
    })

    test('after the first byte it still ends the session', async () => {
      const { browser } = await begin()
      await browser.visit(({ session }) => session.user, {
        afterHeaders: (request) => {
          request.session = null
        },
      })
      expect(await browser.peek()).toMatchObject({ status: 'none' })
    })
  })

  test('an assigned object replaces the data and keeps the session', async () => {
    const { browser, data } = await begin()
    const before = await browser.peek()
    await browser.visit((request) => {
      request.session = { count: 1 }
      expect(request.session.count).toBe(1)
    })
    expect(await data()).toEqual({ count: 1 })
    expect(await browser.peek()).toMatchObject({ id: 'id' in before ? before.id : '' })
  })

  test.each(['text', 5, true, new Date(), []])('%j is no session', async (value) => {
    const { browser, data } = await begin()
    const assign = browser.visit((request) => {
      request.session = value
    })
    expect(await codeOf(assign)).toBe('not-json')
    expect(await data()).toEqual({ user: 'ann' })
  })

  describe('reload()', () => {
    test('drops unsaved changes and reads what others stored', async () => {
      const { run, data } = await begin()
      await run(async (request) => {
        const { session } = request
        session.mine = 1
        await run((other) => Object.assign(other.session, { theirs: 2 }))
        await session.reload()
        expect({ ...request.session }).toEqual({ user: 'ann', theirs: 2 })
        expect(request.session).not.toBe(session)
      })
      expect(await data()).toEqual({ user: 'ann', theirs: 2 })
    })

    test('rejects with session-gone where nothing is stored any more, or was not yet', async () => {
      const { run } = await begin()
      await run(async ({ session }) => {
        expect(session.user).toBe('ann')
        await run((other) => other.session.destroy())
        expect(await codeOf(session.reload())).toBe('session-gone')
      })
      await run(async ({ session }) => expect(await codeOf(session.reload())).toBe('session-gone'))
    })
  })

  describe('a stay', () => {
    test('ends when nobody moved for the idle timeout', async () => {
      const clock = manualClock()
      const { browser } = await start({ clock, store: createStore(clock), idleTimeout: 10 * minute })
      clock.advance(10 * minute - 1)
      expect(await browser.peek()).toMatchObject({ status: 'active', maxAge: 1 })
      clock.advance(1)
      expect(await browser.peek()).toMatchObject({ status: 'none' })
    })

    test('ends at the absolute timeout, however much the visitor moves', async () => {
      const clock = manualClock()
      const { browser } = await start({ clock, store: createStore(clock), absoluteTimeout: 2 * hour })
      const view = await browser.peek()
      const endsAt = clock.now() + 2 * hour
      expect(view).toMatchObject({ endsAt })
      for (let moves = 1; moves < 12; moves++) {
        clock.advance(10 * minute)
        await browser.visit(({ session }) => {
          session.count = moves
          session.touch()
        })
        expect(await browser.peek()).toMatchObject({ status: 'active', endsAt })
      }
      clock.advance(10 * minute - 1)
      expect(await browser.peek()).toMatchObject({ status: 'active' })
      clock.advance(1)
      expect(await browser.peek()).toMatchObject({ status: 'none' })
    })

    test('that is over while the handler works is not written again', async () => {
      const clock = manualClock()
      const { run } = await start({ clock, store: createStore(clock), idleTimeout: minute })
      const late = run(({ session }) => {
        session.count = 1
        clock.advance(minute)
      })
      expect(await codeOf(late)).toBe('session-gone')
    })
  })
})

test('a destroyed session stays destroyed, whatever order the store answers in', async () => {
  const action = fc.constantFrom('write', 'update', 'touch', 'unread', 'sign-in', 'rotate', 'save')
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(action, { minLength: 1, maxLength: 5 }),
      async (scheduler, actions) => {
        const clock = manualClock()
        let isScheduled = false
        let isDestroyed = false
        const revived: string[] = []
        const store = aroundStore(
          memoryStore({ clock }),
          async (method, args, call) => {
            if (isScheduled) await scheduler.schedule(Promise.resolve(), `${method} leaves`)
            const answer = call()
            if (isDestroyed && JSON.stringify([args, answer]).includes('of old')) {
              if (method === 'create' || JSON.stringify(answer)?.includes('written')) revived.push(method)
            }
            // Answers false where a rotation moved the session away before: there was nothing to end under the old sid.
            if (method === 'delete' && answer === true) isDestroyed = true
            if (isScheduled) await scheduler.schedule(Promise.resolve(), `${method} is back`)
            return answer
          },
          { immediate: false },
        )
        const app = await start({ clock, store, subject: byUser }, ({ session }) => {
          session.cart = { book: 'of old' }
        })
        isScheduled = true
        clock.advance(5 * minute)
        const requests = actions.map((kind) =>
          codeOf(
            app.run(async ({ session }) => {
              if (kind === 'unread') return
              if (kind === 'write') session.count = 1
              if (kind === 'touch') session.touch()
              if (kind === 'sign-in') session.user = 'ann'
              if (kind === 'rotate') await session.rotate()
              if (kind === 'save') await session.save()
              if (kind === 'update') await session.update((data) => ({ ...data, count: 1 }))
            }),
          ),
        )
        requests.push(codeOf(app.run(({ session }) => session.destroy())))
        const codes = await scheduler.waitFor(Promise.all(requests))
        for (const code of codes) expect([undefined, 'session-gone', 'session-conflict']).toContain(code)
        expect(revived).toEqual([])
      },
    ),
    { numRuns: 100 },
  )
})

test('the cookie that is cleared has the scope of the one that was set', async () => {
  const clock = manualClock()
  const sessions = createApp({
    clock,
    cookie: { domain: 'example.com', path: '/app', secure: true, sameSite: 'none', partitioned: true },
  })
  const browser = createBrowser(sessions, clock, { isSecure: true, path: '/app' })
  const set = await browser.visit(({ session }) => Object.assign(session, { user: 'ann' }))
  const cleared = await browser.visit(({ session }) => session.destroy())
  const scope = ({ setCookie = [] }: HeaderEdits): string[] =>
    (setCookie[0] ?? '').split('; ').filter((part) => /^(Path|Domain|Secure|Partitioned)/.test(part))
  expect(scope(cleared)).toEqual(scope(set))
  expect(scope(cleared)).toEqual(['Path=/app', 'Domain=example.com', 'Secure', 'Partitioned'])
  expect(readSetCookie(cleared.setCookie?.[0] ?? '')).toMatchObject({ name: 'sid', value: '', maxAge: 0 })
})
