import { describe, expect, test } from 'vitest'
import { manualClock } from '../src/testing/index.ts'
import { createApp, hour, minute } from './app.ts'
import { codeOf, createBrowser } from './browser.ts'
import { kindsOfStore } from './kinds-of-store.ts'

describe.each(kindsOfStore)('over %s', (_kind, createStore) => {
  const begin = async (secure: boolean) => {
    const clock = manualClock()
    const cookie = { maxAge: 20 * minute, secure }
    const browser = createBrowser(
      createApp({ clock, store: createStore(clock), name: 'sid', cookie }),
      clock,
      {
        isSecure: secure,
      },
    )
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    return browser
  }

  test.each([
    ['a longer', hour],
    ['a shorter', minute],
    ['no', null],
  ])(
    '%s lifetime that the browser can no longer be told of is refused, and not stored',
    async (_, maxAge) => {
      const browser = await begin(false)
      const response = browser.visit(({ session }) => session.user, {
        afterHeaders: ({ session }) => {
          session.cookie.maxAge = maxAge
        },
      })
      expect(await codeOf(response)).toBe('headers-sent')
      expect(await browser.peek()).toMatchObject({
        status: 'active',
        originalMaxAge: 20 * minute,
        version: 1,
      })
    },
  )

  test('a lifetime is refused where a cookie that must be secure would not reach the browser', async () => {
    const browser = await begin(true)
    const response = browser.visit(
      ({ session }) => {
        session.cookie.maxAge = hour
      },
      // The proxy in front says nothing of its TLS.
      { isSecure: false },
    )
    expect(await codeOf(response)).toBe('insecure-connection')
    expect(await browser.peek()).toMatchObject({ status: 'active', originalMaxAge: 20 * minute, version: 1 })
  })

  test('what is only data is stored after the headers all the same', async () => {
    const browser = await begin(false)
    await browser.visit(({ session }) => session.user, {
      afterHeaders: ({ session }) => {
        session.count = 1
      },
    })
    expect(await browser.peek()).toMatchObject({ status: 'active', version: 2 })
  })

  test.each([
    ['data', { user: 'eve' }],
    ['the session object that was', undefined],
  ])('after destroy() an assignment of %s begins no session: it is an error', async (_, value) => {
    const browser = await begin(false)
    const edits = await browser.visit(async (request) => {
      const { session } = request
      await session.destroy()
      expect(() => {
        request.session = value ?? session
      }).toThrow(expect.objectContaining({ code: 'session-gone' }))
      expect(request.context.getSession()).toBeUndefined()
    })
    // The one cookie forgets the session; none begins another.
    expect(edits.setCookie).toEqual([expect.stringMatching(/^sid=;/)])
    expect(await browser.peek()).toMatchObject({ status: 'none' })
  })

  test('after destroy() to unset req.session is no error, and no session either', async () => {
    const browser = await begin(false)
    await browser.visit(async (request) => {
      await request.session.destroy()
      request.session = null
      expect(request.context.getSession()).toBeUndefined()
    })
    expect(await browser.peek()).toMatchObject({ status: 'none' })
  })
})
