import { describe, expect, test } from 'vitest'
import { manualClock } from '../src/testing/index.ts'
import { byUser, createApp, type Handler, minute } from './app.ts'
import { codeOf, runRequest } from './browser.ts'
import { readSetCookie } from './cookie-jar.ts'
import {
  type Answer,
  cleared,
  dataIn,
  down,
  failing,
  isKept,
  oldCookie,
  oldSecret,
  start,
  userOf,
} from './old-sessions.ts'

describe('a browser that express-session signed in', () => {
  test('goes on with the same data, under a sid of ours', async () => {
    const { browser } = await start()
    expect(await dataIn(browser)).toEqual({ user: 'ann', cart: { tea: 1 } })
    expect(browser.cookieHeader).toMatch(/sid=[\w-]{43}\.[\w-]{43}$/)
    browser.keep({ setCookie: [cleared] })
    expect(browser.cookieHeader).not.toContain('connect.sid')
    expect(await dataIn(browser)).toEqual({ user: 'ann', cart: { tea: 1 } })
  })

  test('keeps the old session until the new cookie comes back, and is then rid of the old cookie', async () => {
    const { browser } = await start()
    await browser.visit()
    expect(await isKept('old-sid')).toBe(true)
    const { setCookie } = await browser.visit()
    expect(await isKept('old-sid')).toBe(false)
    expect(setCookie).toEqual([cleared])
    expect((await browser.visit()).setCookie).toBeUndefined()
  })

  test('is taken over by a request that never looks at the session', async () => {
    for (const lazy of [false, true]) {
      const { browser } = await start({ lazy })
      expect((await browser.visit(() => {})).setCookie).toHaveLength(1)
      expect(await browser.peek()).toMatchObject({ status: 'active' })
    }
  })

  test('is renewed by a request that never looks at the session, while the old cookie still comes', async () => {
    for (const lazy of [false, true]) {
      const { browser, clock } = await start({ lazy, cookie: { maxAge: 20 * minute } })
      await browser.visit(() => {})
      clock.advance(5 * minute)
      const { setCookie = [] } = await browser.visit(() => {})
      expect(setCookie.map((text) => text.split('=')[0]).sort()).toEqual(['connect.sid', 'sid'])
      expect(await browser.peek()).toMatchObject({ status: 'active', maxAge: 20 * minute })
    }
  })

  test('is not given a cookie with a response that others may be handed', async () => {
    const { browser } = await start()
    const { setCookie } = await browser.visit(() => {}, { cacheControl: 'public, max-age=60' })
    expect(setCookie).toBeUndefined()
    expect((await browser.visit()).setCookie).toHaveLength(1)
  })

  test('is not rid of the old cookie by a response that others may be handed', async () => {
    const { browser } = await start()
    await browser.visit()
    const shared = await browser.visit(({ session }) => session.user, { cacheControl: 'public, max-age=60' })
    expect(shared).not.toHaveProperty('setCookie')
    expect(shared).not.toHaveProperty('cacheControl')
    expect((await browser.visit()).setCookie).toContain(cleared)
  })

  test('belongs to the subject that its data name', async () => {
    const { browser } = await start({ subject: byUser })
    await browser.visit()
    const before = browser.cookieHeader
    // Were it nobody's, the same user once more would be a sign-in, and give it another sid.
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    expect(browser.cookieHeader).toBe(before?.split('; ').at(-1))
  })
})

describe('requests that leave the browser together', () => {
  test('meet in one session, and lose nothing', async () => {
    const { sessions, browser, cookieHeader } = await start()
    const edits = await Promise.all(
      ['one', 'two', 'three'].map((key) =>
        runRequest(
          sessions,
          ({ session }) => {
            session[key] = true
          },
          { cookieHeader },
        ),
      ),
    )
    expect(new Set(edits.map(({ setCookie: [first = ''] = [] }) => readSetCookie(first).value)).size).toBe(1)
    for (const edit of edits) browser.keep(edit)
    expect(await dataIn(browser)).toEqual({
      user: 'ann',
      cart: { tea: 1 },
      one: true,
      two: true,
      three: true,
    })
  })

  test('are let in for a minute after the first of them came back with the new cookie', async () => {
    const { clock, sessions, browser, cookieHeader } = await start()
    await browser.visit()
    await browser.visit()
    expect(await isKept('old-sid')).toBe(false)
    const users: unknown[] = []
    const look: Handler = ({ session }) => users.push(session.user)
    await runRequest(sessions, look, { cookieHeader })
    clock.advance(minute)
    await runRequest(sessions, look, { cookieHeader })
    expect(users).toEqual(['ann', undefined])
  })
})

describe('in the request that takes it over', () => {
  test.each<[string, Handler]>([
    ['destroy()', ({ session }) => session.destroy()],
    ['regenerate()', ({ session }) => session.regenerate()],
    [
      'req.session = null',
      (request) => {
        request.session = null
      },
    ],
  ])('%s ends the old session too', async (_name, handler) => {
    const { sessions, cookieHeader } = await start()
    const { setCookie } = await runRequest(sessions, handler, { cookieHeader })
    expect(setCookie).toContain(cleared)
    expect(await isKept('old-sid')).toBe(false)
    let user: unknown
    await runRequest(sessions, ({ session }) => (user = session.user), { cookieHeader })
    expect(user).toBeUndefined()
  })

  test('a sign-in leaves nothing behind the old cookie', async () => {
    const { sessions, browser, cookieHeader } = await start({ subject: byUser })
    await browser.visit(({ session }) => {
      session.user = 'bob'
    })
    let user: unknown
    await runRequest(sessions, ({ session }) => (user = session.user), { cookieHeader })
    expect(user).toBeUndefined()
    expect(await dataIn(browser)).toMatchObject({ user: 'bob' })
  })
})

describe('in a request whose save fails', () => {
  const failed = async (handler: Handler) => {
    const { sessions, cookieHeader } = await start()
    const context = sessions.context({ cookieHeader, path: '/', isSecure: false, raw: undefined })
    await context.load()
    const session = context.getSession() ?? expect.unreachable()
    await handler({ session, context, unguarded: session })
    Object.assign(session, { big: 1n })
    const facts = { status: 500, cacheControl: 'no-store' }
    expect(await codeOf(Promise.resolve().then(() => context.commit(facts)))).toBe('not-json')
    const { setCookie = [] } = await context.editsAfterFailure(facts)
    const cookies = setCookie.map((line) => line.split(';')[0]).filter((pair) => !pair?.endsWith('='))
    return { sessions, setCookie, cookieHeader: cookies.join('; ') }
  }

  test('the browser gets the cookie of the session that was taken over', async () => {
    const { sessions, setCookie, cookieHeader } = await failed(() => {})
    expect(setCookie).toHaveLength(1)
    expect(await userOf(sessions, cookieHeader)).toBe('ann')
  })

  test('a new sid takes the old cookie back', async () => {
    const { sessions, setCookie, cookieHeader } = await failed(({ session }) => session.rotate())
    expect(setCookie).toContain(cleared)
    expect(await userOf(sessions, cookieHeader)).toBe('ann')
  })
})

describe('nothing is taken over from', () => {
  const anonymous = async (cookieHeader: string): Promise<void> => {
    const { sessions } = await start()
    let user: unknown = 'nobody looked'
    const { setCookie } = await runRequest(sessions, ({ session }) => (user = session.user), { cookieHeader })
    expect(user).toBeUndefined()
    expect(setCookie).toBeUndefined()
    expect(await isKept('old-sid')).toBe(true)
  }

  test.each([
    ['a cookie signed with another secret', oldCookie('old-sid', 'another')],
    ['a cookie that is cut', oldCookie('old-sid').slice(0, -3)],
    ['a bare session ID', 'connect.sid=old-sid'],
    ['a cookie in broken percent-encoding', 'connect.sid=s%3Aold-sid.%E0%A4%A'],
    [
      'the base64url spelling of a signature',
      oldCookie('old-sid').replaceAll('%2B', '-').replaceAll('%2F', '_'),
    ],
  ])('%s', async (_name, cookieHeader) => {
    await anonymous(cookieHeader)
  })

  test.each(['expires', '_expires'])('a session that has expired, by its %s', async (name) => {
    const clock = manualClock()
    const record = { cookie: { [name]: new Date(clock.now()).toISOString() }, user: 'ann' }
    // Most stores hand out none; one that does must not bring it back.
    const get = (_sid: string, answer: Answer): void => answer(null, record)
    const { sessions, cookieHeader } = await start({
      clock,
      adopt: { secret: oldSecret, store: failing({ get }) },
    })
    let user: unknown
    await runRequest(sessions, ({ session }) => (user = session.user), { cookieHeader })
    expect(user).toBeUndefined()
  })
})

describe('when something is wrong', () => {
  test('an old store that fails fails the request, and signs nobody out', async () => {
    const { sessions, cookieHeader } = await start({
      adopt: { secret: oldSecret, store: failing({ get: down }) },
    })
    expect(await codeOf(runRequest(sessions, () => {}, { cookieHeader }))).toBe('store-unavailable')
  })

  test('an old store that hangs is given up after the time any store has', async () => {
    const { clock, sessions, cookieHeader } = await start({
      adopt: { secret: oldSecret, store: failing({ get: () => {} }) },
      storeTimeout: 500,
    })
    const code = codeOf(runRequest(sessions, () => {}, { cookieHeader }))
    clock.advance(500)
    expect(await code).toBe('store-unavailable')
  })

  test('an old session that cannot be removed leads nowhere all the same', async () => {
    const { clock, sessions, browser, cookieHeader } = await start({
      adopt: { secret: oldSecret, store: failing({ destroy: down }) },
    })
    await browser.visit()
    expect((await browser.visit()).setCookie).toEqual([cleared])
    await browser.visit(({ session }) => session.destroy())
    clock.advance(minute)
    expect(await userOf(sessions, cookieHeader)).toBeUndefined()
  })

  test('an old session that cannot be marked is not taken over', async () => {
    const store = failing({ set: down })
    const { sessions, cookieHeader } = await start({ adopt: { secret: oldSecret, store } })
    expect(await codeOf(runRequest(sessions, () => {}, { cookieHeader }))).toBe('store-unavailable')
    Reflect.deleteProperty(store, 'set')
    expect(await userOf(sessions, cookieHeader)).toBe('ann')
  })

  test('a Secure cookie on a connection without encryption is refused, not dropped by the browser', async () => {
    const { sessions, cookieHeader } = await start({ cookie: { secure: true } })
    expect(await codeOf(runRequest(sessions, () => {}, { cookieHeader }))).toBe('insecure-connection')
    expect(await isKept('old-sid')).toBe(true)
  })

  test.each([
    [{}, 'adopt.secret'],
    [{ secret: '' }, 'adopt.secret'],
    [{ secret: oldSecret, store: {} }, 'adopt.store'],
    [{ secret: oldSecret, path: 'admin' }, 'adopt'],
    ['connect.sid', 'adopt'],
  ])('the option %j is refused, naming what is wrong', (adopt, named) => {
    expect(() => createApp({ adopt: adopt as never })).toThrow(named)
  })
})
