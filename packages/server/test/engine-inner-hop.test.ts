import { describe, expect, test } from 'vitest'
import { memoryStore } from '../src/index.ts'
import { countingStore, manualClock } from '../src/testing/index.ts'
import { createApp, minute, type TestOptions } from './app.ts'
import { createBrowser, runRequest } from './browser.ts'
import { readSetCookie } from './cookie-jar.ts'

/** A browser that signed in over https, and a server that passes its cookies on over http. */
async function start(options: TestOptions = {}) {
  const clock = manualClock()
  const store = countingStore(memoryStore({ clock }))
  const sessions = createApp({ clock, store, ...options })
  const browser = createBrowser(sessions, clock, { isSecure: true })
  await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  const inner = (...[handler, rest]: Parameters<typeof browser.visit>) =>
    browser.visit(handler, { isSecure: false, ...rest })
  return { clock, store, sessions, browser, inner }
}

/** A cookie as a plain connection gets it. */
async function plainCookie(sessions: Awaited<ReturnType<typeof start>>['sessions'], user: string) {
  const { setCookie = [] } = await runRequest(sessions, ({ session }) => {
    session.user = user
  })
  const { name, value } = readSetCookie(setCookie[0] ?? '')
  expect(name).toBe('sid')
  return `${name}=${value}`
}

describe('over an inner http hop', () => {
  test('the session of a browser on https is there', async () => {
    const { inner } = await start()
    let user: unknown
    await inner(({ session }) => (user = session.user))
    expect(user).toBe('ann')
  })

  test.each<[string, (request: { session: { rotate(): Promise<void>; user?: string } }) => unknown]>([
    ['a new sid', ({ session }) => session.rotate()],
    ['a renewal', () => {}],
  ])('%s is told under the name and with the attributes that the browser has', async (_what, handler) => {
    const { clock, browser, inner } = await start({ cookie: { maxAge: 30 * minute } })
    clock.advance(10 * minute)
    const { setCookie = [] } = await inner(handler)
    expect(setCookie).toEqual([expect.stringMatching(/^__Host-sid=.*; Secure/)])
    expect(await browser.peek()).toMatchObject({ status: 'active' })
  })

  test('an end takes that cookie back', async () => {
    const { browser, inner } = await start()
    const { setCookie = [] } = await inner(({ session }) => session.destroy())
    expect(setCookie).toEqual([expect.stringMatching(/^__Host-sid=; Max-Age=0;.*; Secure/)])
    expect(browser.cookieHeader).toBeUndefined()
  })

  test('who signs in where the old session has ended is signed in on https too', async () => {
    const { clock, browser, inner } = await start()
    clock.advance(24 * 60 * minute)
    await inner(({ session }) => {
      session.user = 'eve'
    })
    expect(await browser.peek()).toMatchObject({ status: 'active' })
  })

  test('a visitor of the plain site follows the connection, also beside a cookie that leads nowhere', async () => {
    const { sessions, browser, clock } = await start({ cookie: { maxAge: 30 * minute } })
    const dead = browser.cookieHeader ?? ''
    await browser.visit(({ session }) => session.destroy())
    const cookieHeader = `${dead}; ${await plainCookie(sessions, 'bob')}`
    clock.advance(10 * minute)
    let user: unknown
    const edits = await runRequest(sessions, ({ session }) => (user = session.user), { cookieHeader })
    expect(user).toBe('bob')
    expect(edits.setCookie).toEqual([expect.stringMatching(/^sid=(?!.*Secure)/)])
  })

  test('the prefixed cookie is tried first', async () => {
    const { sessions, browser } = await start()
    const plain = await plainCookie(sessions, 'bob')
    let user: unknown
    const cookieHeader = `${plain}; ${browser.cookieHeader}`
    await runRequest(sessions, ({ session }) => (user = session.user), { cookieHeader })
    expect(user).toBe('ann')
  })

  test('four cookies are tried, of both names together', async () => {
    const { sessions, store } = await start()
    const plain = await plainCookie(sessions, 'bob')
    const ended = async (name: string): Promise<string> => {
      const { setCookie = [] } = await runRequest(sessions, async ({ session }) => {
        session.user = 'x'
        await session.save()
      })
      const { value } = readSetCookie(setCookie[0] ?? '')
      await runRequest(sessions, ({ session }) => session.destroy(), { cookieHeader: `sid=${value}` })
      return `${name}=${value}`
    }
    const dead = [
      await ended('__Host-sid'),
      await ended('sid'),
      await ended('__Host-sid'),
      await ended('sid'),
    ]
    store.calls.length = 0
    let user: unknown
    const cookieHeader = [...dead, plain].join('; ')
    await runRequest(sessions, ({ session }) => (user = session.user), { cookieHeader })
    expect(store.calls.map(({ method }) => method)).toEqual(['read', 'read', 'read', 'read'])
    expect(user).toBeUndefined()
  })
})

test('on a secure connection the plain name is not read: anybody on the network may have set it', async () => {
  const { sessions } = await start()
  const cookieHeader = await plainCookie(sessions, 'mallory')
  let user: unknown = 'nobody looked'
  await runRequest(sessions, ({ session }) => (user = session.user), { cookieHeader, isSecure: true })
  expect(user).toBeUndefined()
})
