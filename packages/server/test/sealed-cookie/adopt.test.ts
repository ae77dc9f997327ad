import { getIronSession, type SessionOptions, sealData, unsealData, webCookies } from 'iron-session'
import { describe, expect, test } from 'vitest'
import type { SessionEvent } from '../../src/index.ts'
import { byUser, minute } from '../app.ts'
import { runRequest } from '../browser.ts'
import { cookiesSet, type SealedTestOptions, startSealed } from './app.ts'

const password = 'the password of iron-session, at least 32 characters'
const cookieName = 'old-app'
const adopt = { name: cookieName, open: (value: string) => unsealData<object>(value, { password }) }
const start = (options: SealedTestOptions = {}) => startSealed({ sealed: { adopt }, ...options })

interface OldData {
  user: string
  note?: string
}

/** The `Set-Cookie` headers by which iron-session itself signed somebody in. */
async function signedInBefore(data: OldData, options: Partial<SessionOptions> = {}): Promise<string[]> {
  const response = new Headers()
  const jar = webCookies(new Request('http://localhost/'), response)
  const session = await getIronSession<OldData>(jar, { cookieName, password, ...options })
  Object.assign(session, data)
  await session.save()
  return response.getSetCookie()
}

describe('a session that iron-session began', () => {
  test('goes on, and its cookie is taken back once the browser has the new one', async () => {
    const { browser, data } = start()
    browser.keep({ setCookie: await signedInBefore({ user: 'ann' }) })
    const first = await browser.visit(({ session }) => expect(session.user).toBe('ann'))
    expect(cookiesSet(first)).toEqual({ sid: expect.stringMatching(/^1/) })
    const second = await browser.visit()
    expect(cookiesSet(second)).toEqual({ [cookieName]: '' })
    expect(second.setCookie?.[0]).toMatch(/^old-app=; Max-Age=0; .*Path=\/; HttpOnly$/)
    expect(browser.cookieHeader).not.toContain(cookieName)
    expect(await data()).toEqual({ user: 'ann' })
  })

  test('goes on from several cookies', async () => {
    const { browser, data } = start()
    const note = 'x'.repeat(4000)
    const setCookie = await signedInBefore({ user: 'ann', note }, { chunk: true })
    expect(setCookie).toHaveLength(2)
    browser.keep({ setCookie })
    await browser.visit()
    expect(cookiesSet(await browser.visit())).toEqual({ 'old-app.0': '', 'old-app.1': '' })
    expect(await data()).toEqual({ user: 'ann', note })
  })

  test('goes on where version 8 sealed it', async () => {
    const { browser, data } = start()
    // It marked its seals so as well, and knew of no parts.
    const seal = await sealData({ user: 'ann' }, { password })
    expect(seal).toMatch(/^Fe26\.2\*.*~2$/)
    browser.keep({ setCookie: [`${cookieName}=${seal}`] })
    expect(await data()).toEqual({ user: 'ann' })
  })

  test('is taken over by a request that never looks at it, and is one session for those that come at once', async () => {
    const { browser, sessions } = start()
    browser.keep({ setCookie: await signedInBefore({ user: 'ann' }) })
    const { cookieHeader } = browser
    const ids: string[] = []
    const visit = () => runRequest(sessions, ({ session }) => void ids.push(session.id), { cookieHeader })
    await Promise.all([visit(), visit()])
    expect(new Set(ids).size).toBe(1)
    expect(cookiesSet(await browser.visit())).toHaveProperty('sid')
  })

  test('is not taken over once more after it ended here', async () => {
    const { browser, data } = start()
    browser.keep({ setCookie: await signedInBefore({ user: 'ann' }) })
    const ended = await browser.visit(({ session }) => session.destroy())
    expect(cookiesSet(ended)).toEqual({ sid: '', [cookieName]: '' })
    expect(browser.cookieHeader).toBeUndefined()
    expect(await data()).toEqual({})
  })

  test('changes in the same request', async () => {
    const { browser, data } = start()
    browser.keep({ setCookie: await signedInBefore({ user: 'ann' }) })
    await browser.visit(({ session }) => session.update((each) => Object.assign(each, { count: 1 })))
    expect(await data()).toEqual({ user: 'ann', count: 1 })
  })

  test('yields to one of ours, and is taken back', async () => {
    const { browser, data } = start()
    await browser.visit(({ session }) => Object.assign(session, { user: 'bob' }))
    browser.keep({ setCookie: await signedInBefore({ user: 'ann' }) })
    expect(cookiesSet(await browser.visit())).toEqual({ [cookieName]: '' })
    expect(await data()).toEqual({ user: 'bob' })
  })

  test('lasts as long as a session that begins now', async () => {
    const { browser, clock } = start({ idleTimeout: 30 * minute })
    browser.keep({ setCookie: await signedInBefore({ user: 'ann' }) })
    await browser.visit()
    await browser.visit()
    clock.advance(30 * minute - 1)
    expect((await browser.peek()).status).toBe('active')
    clock.advance(1)
    expect((await browser.peek()).status).toBe('none')
  })
})

describe('no session begins', () => {
  test.each([
    ['with another password', async () => sealData({ user: 'ann' }, { password: password.toUpperCase() })],
    ['that is over', async () => sealData({ user: 'ann' }, { password, ttl: -100 })],
    ['that was forged', async () => 'Fe26.2*1*a*b*c*d*e*f*g~2'],
    ['of nothing', async () => ''],
    ['without data', async () => sealData({}, { password })],
  ])('by an old cookie %s', async (_name, seal) => {
    const { browser, data } = start()
    browser.keep({ setCookie: [`${cookieName}=${await seal()}`] })
    expect(await data()).toEqual({})
    expect(await browser.visit()).not.toHaveProperty('setCookie')
  })

  test.each([
    ['whose data are no JSON', { open: () => ({ count: 1n }) }],
    ['that cannot be opened', { open: () => Promise.reject(new Error('no')) }],
    ['with more data than fit', { open: () => ({ note: 'x'.repeat(9000) }) }],
  ])('by an old cookie %s, and the operator is told', async (_name, { open }) => {
    const events: SessionEvent[] = []
    const { browser, data } = startSealed({
      sealed: { adopt: { name: cookieName, open } },
      onEvent: (event) => events.push(event),
      subject: byUser,
    })
    browser.keep({ setCookie: [`${cookieName}=value`] })
    expect(await data()).toEqual({})
    expect(events).toEqual([{ type: 'not-adopted', error: expect.any(Error) }])
    expect(browser.cookieHeader).toContain(cookieName)
  })
})
