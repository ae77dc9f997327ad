import { describe, expect, test } from 'vitest'
import { manualClock } from '../src/testing/index.ts'
import { minute, start } from './app.ts'
import { kindsOfStore } from './kinds-of-store.ts'

// An answer that refuses something, or stands in for one that failed, is no activity of the person.
describe.each(kindsOfStore)('over %s, an answer that is no activity', (_kind, createStore) => {
  test.each([
    ['reads the session', true],
    ['reads nothing', false],
  ])('renews nothing where its request %s', async (_what, isRead) => {
    const clock = manualClock()
    const { browser, sessions } = await start({
      clock,
      store: createStore(clock),
      cookie: { maxAge: 20 * minute },
    })
    clock.advance(5 * minute)
    const context = sessions.context({
      cookieHeader: browser.cookieHeader,
      path: '/',
      isSecure: false,
      raw: undefined,
    })
    await context.load()
    if (isRead) expect(context.getSession()?.user).toBe('ann')
    const { setCookie } = await context.commit({ status: 403, cacheControl: undefined, isActivity: false })
    expect(setCookie).toBeUndefined()
    expect(await browser.peek()).toMatchObject({ status: 'active', maxAge: 15 * minute })
  })

  test.each([{ saveUninitialized: true }, { resave: true }, { rolling: 'always' as const }])(
    'begins and writes nothing by itself: %o',
    async (options) => {
      const clock = manualClock()
      const { sessions, browser } = await start(
        { clock, store: createStore(clock), lazy: true, ...options },
        () => {},
      )
      for (const cookieHeader of [undefined, browser.cookieHeader]) {
        const context = sessions.context({ cookieHeader, path: '/', isSecure: false, raw: undefined })
        const { setCookie } = await context.commit({
          status: 403,
          cacheControl: undefined,
          isActivity: false,
        })
        expect(setCookie).toBeUndefined()
      }
    },
  )
})
