import { describe, expect, test } from 'vitest'
import { manualClock } from '../src/testing/index.ts'
import { createApp, hour, minute, second, start, type TestOptions } from './app.ts'
import { createBrowser, type RunOptions, runRequest } from './browser.ts'
import { readSetCookie } from './cookie-jar.ts'
import { kindsOfStore } from './kinds-of-store.ts'

describe.each(kindsOfStore)('over %s', (_kind, createStore) => {
  const begin = async (options: TestOptions = {}) => {
    const clock = manualClock()
    const cookie = { maxAge: 20 * minute }
    const app = await start({ clock, store: createStore(clock), cookie, ...options })
    const left = async (): Promise<number> => {
      const view = await app.browser.peek()
      return view.status === 'active' ? view.maxAge : 0
    }
    return { ...app, clock, left }
  }

  describe.each([
    ['reads the session', ({ session }: { session: { user?: string } }) => session.user],
    ['never reads it', () => {}],
  ])('a request that %s', (_what, handler) => {
    test('renews the stay, and the cookie with it', async () => {
      const { browser, clock, left } = await begin()
      clock.advance(5 * minute)
      const { setCookie } = await browser.visit(handler)
      expect(setCookie).toHaveLength(1)
      expect(await left()).toBe(20 * minute)
    })

    test('renews it at most every `touchAfter`', async () => {
      const { browser, clock, left } = await begin({ touchAfter: 2 * minute })
      clock.advance(2 * minute - 1)
      expect((await browser.visit(handler)).setCookie).toBeUndefined()
      expect(await left()).toBe(18 * minute + 1)
      clock.advance(1)
      expect((await browser.visit(handler)).setCookie).toHaveLength(1)
      clock.advance(minute)
      expect((await browser.visit(handler)).setCookie).toBeUndefined()
      expect(await left()).toBe(19 * minute)
    })

    test('keeps a stay for as long as requests come', async () => {
      const { browser, clock, left } = await begin()
      for (let requests = 0; requests < 50; requests++) {
        clock.advance(15 * minute)
        await browser.visit(handler)
      }
      expect(await left()).toBe(20 * minute)
    })

    test('renews nothing where `activity` says that it is none', async () => {
      const { browser, clock, left } = await begin({ activity: (request) => request !== 'poll' })
      clock.advance(5 * minute)
      expect((await browser.visit(handler, { raw: 'poll' })).setCookie).toBeUndefined()
      expect(await left()).toBe(15 * minute)
      expect((await browser.visit(handler, { raw: 'click' })).setCookie).toHaveLength(1)
      expect(await left()).toBe(20 * minute)
    })

    const notOurs: RunOptions<unknown>[] = [
      { status: 304 },
      { cacheControl: 'public, max-age=60' },
      { cacheControl: 'Public' },
      { cacheControl: 'max-age=1, s-maxage=60' },
    ]
    test.each(notOurs)('renews nothing on a response that others may see: %o', async (response) => {
      const { browser, clock, left } = await begin()
      clock.advance(5 * minute)
      expect(
        (await browser.visit(handler, { ...response, afterHeaders: () => {} })).setCookie,
      ).toBeUndefined()
      expect(await left()).toBe(15 * minute)
      expect((await browser.visit(handler)).setCookie).toHaveLength(1)
    })

    test('renews nothing with rolling: false', async () => {
      const { browser, clock, left } = await begin({ rolling: false })
      clock.advance(5 * minute)
      expect((await browser.visit(handler)).setCookie).toBeUndefined()
      expect(await left()).toBe(15 * minute)
    })

    test("with rolling: 'always' every response carries the cookie", async () => {
      const { browser, clock } = await begin({ rolling: 'always' })
      for (let requests = 0; requests < 3; requests++) {
        clock.advance(second)
        expect((await browser.visit(handler)).setCookie).toHaveLength(1)
      }
    })
  })

  test('a write renews the stay only where that is due', async () => {
    const { browser, clock, left } = await begin({ touchAfter: minute })
    clock.advance(minute - 1)
    await browser.visit(({ session }) => Object.assign(session, { count: 1 }))
    expect(await left()).toBe(19 * minute + 1)
    clock.advance(1)
    expect(
      (await browser.visit(({ session }) => Object.assign(session, { count: 2 }))).setCookie,
    ).toHaveLength(1)
    expect(await left()).toBe(20 * minute)
  })

  test('with rolling: false the record is not renewed past the cookie by writes either', async () => {
    const { browser, clock, left } = await begin({ rolling: false })
    clock.advance(5 * minute)
    await browser.visit(({ session }) => Object.assign(session, { count: 1 }))
    expect(await left()).toBe(15 * minute)
  })

  test.each([{}, { rolling: false }, { activity: () => false }])(
    'session.touch() renews whatever `touchAfter` says, and can be chained: %o',
    async (options) => {
      const { browser, clock, left } = await begin(options)
      clock.advance(second)
      const { setCookie } = await browser.visit(({ session }) => expect(session.touch()).toBe(session))
      expect(setCookie).toHaveLength(1)
      expect(await left()).toBe(20 * minute)
    },
  )

  test('touchView shows what another request wrote since this one loaded, and undoes none of it', async () => {
    const { browser, sessions } = await begin()
    const request = { path: '/', isSecure: false, raw: undefined, cookieHeader: browser.cookieHeader }
    const context = sessions.context(request)
    await context.load()
    await browser.visit(({ session }) => Object.assign(session, { count: 7 }))

    const view = await context.touchView()
    const peeked = await browser.peek()
    expect(view).toMatchObject({ status: 'active' })
    expect([view, peeked].map((each) => each.status === 'active' && each.version)).toEqual([3, 3])
    const session = context.getSession()
    if (session) session.user = 'bob'
    await context.commit({ status: 200, cacheControl: undefined })
    await browser.visit(({ session }) => expect({ ...session }).toMatchObject({ user: 'bob', count: 7 }))
  })

  test('touchView renews whatever `touchAfter` says, and shows the stay after it', async () => {
    const { browser, clock, sessions } = await begin()
    clock.advance(second)
    const { setCookie } = await browser.visit(async ({ context }) => {
      expect(await sessions.touch(context)).toMatchObject({
        status: 'active',
        maxAge: 20 * minute,
        originalMaxAge: 20 * minute,
      })
    })
    expect(setCookie).toHaveLength(1)
  })

  test('a peek renews nothing, however often', async () => {
    const { browser, clock, left } = await begin()
    for (let peeks = 1; peeks < 20; peeks++) {
      clock.advance(minute)
      expect(await left()).toBe((20 - peeks) * minute)
    }
    clock.advance(minute)
    expect(await browser.peek()).toEqual({ status: 'none', now: clock.now() })
  })

  describe('the cookie', () => {
    test('outlives its record by `touchAfter` and a minute, and never less', async () => {
      const { browser, clock } = await begin({ cookie: { maxAge: 20 * minute + 1 }, touchAfter: 3 * second })
      clock.advance(minute)
      const { setCookie = [] } = await browser.visit(({ session }) => session.touch())
      expect(readSetCookie(setCookie[0] ?? '').maxAge).toBe(20 * 60 + 3 + 60 + 1)
    })

    test('goes with the absolute end, where that comes first', async () => {
      const { browser, clock } = await begin({ absoluteTimeout: 30 * minute, touchAfter: 0 })
      clock.advance(19 * minute)
      const { setCookie = [] } = await browser.visit(({ session }) => session.user)
      expect(readSetCookie(setCookie[0] ?? '').maxAge).toBe(11 * 60 + 60)
      clock.advance(minute)
      expect((await browser.visit(({ session }) => session.user)).setCookie).toBeUndefined()
    })

    test.each([undefined, null])(
      'ends with the browser where maxAge is %s, and the stay is renewed without it',
      async (maxAge) => {
        const { browser, clock, left } = await begin({ cookie: { maxAge }, idleTimeout: 10 * minute })
        clock.advance(5 * minute)
        expect((await browser.visit()).setCookie).toBeUndefined()
        expect(await left()).toBe(10 * minute)
        const { setCookie = [] } = await browser.visit(({ session }) => session.rotate())
        expect(setCookie).toEqual([expect.not.stringMatching(/Max-Age|Expires/)])
      },
    )

    test('of a stay that is remembered lasts as long, and the stay too', async () => {
      const clock = manualClock()
      const store = createStore(clock)
      const sessions = createApp({ clock, store, absoluteTimeout: null })
      const browser = createBrowser(sessions, clock)
      const day = 24 * hour
      const { setCookie = [] } = await browser.visit(({ session }) => {
        session.user = 'ann'
        session.cookie.maxAge = 30 * day
        expect(session.cookie).toMatchObject({ maxAge: 30 * day, originalMaxAge: 30 * day })
      })
      expect(readSetCookie(setCookie[0] ?? '').maxAge).toBe(30 * 24 * 3600 + 60 + 60)
      clock.advance(29 * day)
      await browser.visit(({ session }) => expect(session.user).toBe('ann'))
      clock.advance(29 * day)
      expect(await browser.peek()).toMatchObject({ status: 'active', originalMaxAge: 30 * day })
    })

    test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('takes no maxAge of %d', async (maxAge) => {
      const { browser, left } = await begin()
      await browser.visit(({ session }) => {
        expect(() => {
          session.cookie.maxAge = maxAge
        }).toThrow(expect.objectContaining({ code: 'option-invalid' }))
      })
      expect(await left()).toBe(20 * minute)
    })
  })

  describe('with announce', () => {
    test('a response that renewed the stay says how long it lasts', async () => {
      const { browser, clock } = await begin({ announce: true })
      const view = await browser.peek()
      const id = view.status === 'active' && view.id
      expect((await browser.visit(({ session }) => session.user)).announcement).toBeUndefined()
      clock.advance(5 * minute)
      expect((await browser.visit()).announcement).toBe(`active; id=${id}; max-age=${20 * minute}`)
    })

    test('a response says that there is none', async () => {
      const { browser, sessions, clock } = await begin({ announce: true })
      expect((await createBrowser(sessions, clock).visit()).announcement).toBe('none')
      expect((await browser.visit(({ session }) => session.destroy())).announcement).toBe('none')
      expect((await browser.visit()).announcement).toBe('none')
    })

    test('not without it', async () => {
      const { browser, clock } = await begin()
      clock.advance(5 * minute)
      expect((await browser.visit()).announcement).toBeUndefined()
    })
  })
})

test('a request that reads nothing renews the stay also where the browser sent another cookie of the name', async () => {
  const clock = manualClock()
  const { sessions, browser } = await start({ clock, cookie: { maxAge: 20 * minute } })
  clock.advance(5 * minute)
  const { setCookie } = await runRequest(sessions, () => {}, {
    cookieHeader: `sid=of-another-app; ${browser.cookieHeader}`,
  })
  expect(setCookie).toHaveLength(1)
  expect(await browser.peek()).toMatchObject({ status: 'active', maxAge: 20 * minute })
})

test("with rolling: 'always' every response carries a cookie that ends with the browser, too", async () => {
  const { browser } = await start({ rolling: 'always', cookie: { maxAge: null } })
  for (const handler of [({ session }: { session: { user?: string } }) => session.user, () => {}]) {
    const { setCookie } = await browser.visit(handler)
    expect(setCookie).toEqual([expect.not.stringMatching(/Max-Age|Expires/)])
  }
})

test.each<[string, TestOptions, string | undefined]>([
  ['', {}, undefined],
  [', nor one that is no activity', { activity: () => false }, undefined],
  [', nor one that others may be handed', {}, 'public, max-age=60'],
])(
  "with rolling: 'always' no response names a sid that was replaced while its request was under way%s",
  async (_kind, options, cacheControl) => {
    const { browser, run } = await start({ rolling: 'always', ...options })
    const { setCookie } = await browser.visit(
      async ({ session }) => {
        expect(session.user).toBe('ann')
        await run((other) => other.session.rotate())
      },
      { cacheControl },
    )
    expect(setCookie).toBeUndefined()
  },
)
