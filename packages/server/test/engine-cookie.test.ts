import { describe, expect, test } from 'vitest'
import { memoryStore } from '../src/index.ts'
import { manualClock } from '../src/testing/index.ts'
import { createApp, minute, secret, start, type TestOptions } from './app.ts'
import { createBrowser, runRequest } from './browser.ts'
import { cookieIn } from './cookie-jar.ts'

/** `Set-Cookie` of a response that begins a session, without its value. */
async function attributes(options: TestOptions, isSecure: boolean): Promise<string> {
  const sessions = createApp(options)
  const { setCookie = [] } = await runRequest(
    sessions,
    ({ session }) => Object.assign(session, { count: 1 }),
    {
      isSecure,
    },
  )
  expect(setCookie).toHaveLength(1)
  return (setCookie[0] ?? '').replace(/=[^;]*/, '')
}

test.each<[TestOptions, string, string]>([
  [{}, '__Host-sid; Path=/; HttpOnly; Secure; SameSite=Lax', 'sid; Path=/; HttpOnly; SameSite=Lax'],
  [
    { cookie: { sameSite: 'none', secure: 'auto' } },
    '__Host-sid; Path=/; HttpOnly; Secure; SameSite=None',
    'sid; Path=/; HttpOnly; SameSite=Lax',
  ],
  [
    { cookie: { sameSite: 'auto' } },
    '__Host-sid; Path=/; HttpOnly; Secure; SameSite=None',
    'sid; Path=/; HttpOnly; SameSite=Lax',
  ],
  [
    { cookie: { domain: 'example.com' } },
    'sid; Path=/; Domain=example.com; HttpOnly; Secure; SameSite=Lax',
    'sid; Path=/; Domain=example.com; HttpOnly; SameSite=Lax',
  ],
  [{ cookie: { secure: false, httpOnly: false, sameSite: false } }, 'sid; Path=/', 'sid; Path=/'],
  [
    { name: 'app', cookie: { sameSite: true, priority: 'high', partitioned: true } },
    'app; Path=/; HttpOnly; Secure; SameSite=Strict; Priority=High; Partitioned',
    'app; Path=/; HttpOnly; SameSite=Strict; Priority=High',
  ],
])('%o makes, over https and http', async (options, secure, plain) => {
  expect(await attributes(options, true)).toBe(secure)
  expect(await attributes(options, false)).toBe(plain)
})

test('`cookie` may be a function of the request', async () => {
  const cookie = (request: unknown) => ({ path: request === 'admin' ? '/admin' : '/', maxAge: 10 * minute })
  const sessions = createApp({ cookie })
  const save = (raw: string) =>
    runRequest(sessions, ({ session }) => Object.assign(session, { count: 1 }), { raw, path: '/admin' })
  expect((await save('admin')).setCookie?.[0]).toContain('; Path=/admin;')
  expect((await save('shop')).setCookie?.[0]).toMatch(/Max-Age=720; Path=\/;/)
})

describe('the cookie that comes back', () => {
  test.each([
    ['behind others', (own: string) => `a=1; b="x;y"; ${own}`],
    ['quoted', (own: string) => own.replace(/=(.*)/, '="$1"')],
    ['after three of the same name', (own: string) => `sid=1; sid=${'x'.repeat(80)}; sid=; ${own}`],
    ['before one of the same name', (own: string) => `${own}; sid=stale`],
    ['without spaces', (own: string) => `a=1;${own};b=2`],
  ])('is found %s', async (_where, header) => {
    const { sessions, browser } = await start()
    const cookieHeader = header(browser.cookieHeader ?? '')
    await runRequest(sessions, ({ session }) => expect(session.user).toBe('ann'), { cookieHeader })
  })

  test('is not looked for behind four others', async () => {
    const { sessions, browser } = await start()
    const cookieHeader = `sid=1; sid=2; sid=3; sid=4; ${browser.cookieHeader}`
    await runRequest(sessions, ({ session }) => expect(session.isNew).toBe(true), { cookieHeader })
  })

  test('of several good ones the first with a live record wins', async () => {
    const { sessions, browser, run } = await start()
    const dead = createBrowser(sessions, manualClock())
    await dead.visit(({ session }) => Object.assign(session, { user: 'bob' }))
    const { cookieHeader: deadHeader } = dead
    await dead.visit(({ session }) => session.destroy())
    await run(({ session }) => session.user)
    const cookieHeader = `${deadHeader}; ${browser.cookieHeader}`
    await runRequest(sessions, ({ session }) => expect(session.user).toBe('ann'), { cookieHeader })
  })

  test('is left alone where nothing is stored for it: another server may know it', async () => {
    const { browser, run } = await start()
    await browser.visit(({ session }) => session.destroy())
    for (const handler of [() => {}, ({ session }: { session: { user?: string } }) => session.user]) {
      expect((await run(handler)).setCookie).toBeUndefined()
    }
  })
})

test('a new secret in front signs from the next cookie on, and old cookies stay good', async () => {
  const clock = manualClock()
  const store = memoryStore({ clock })
  const fresh = 'another secret for tests, just as long'
  const { browser } = await start({ clock, store })
  const old = browser.cookieHeader
  const rotated = createApp({ clock, store, secret: [fresh, secret] })
  const edits = await runRequest(rotated, ({ session }) => expect(session.touch().user).toBe('ann'), {
    cookieHeader: old,
  })
  expect(edits.setCookie).toBeUndefined()
  clock.advance(minute)
  const { setCookie = [] } = await runRequest(rotated, ({ session }) => session.rotate(), {
    cookieHeader: old,
  })
  const cookieHeader = cookieIn(setCookie)
  const newOnly = createApp({ clock, store, secret: fresh })
  await runRequest(newOnly, ({ session }) => expect(session.user).toBe('ann'), { cookieHeader })
  const oldOnly = createApp({ clock, store })
  await runRequest(oldOnly, ({ session }) => expect(session.isNew).toBe(true), { cookieHeader })
})

describe('a response', () => {
  const begin = async () => {
    const clock = manualClock()
    return { clock, ...(await start({ clock, cookie: { maxAge: 30 * minute } })) }
  }

  test('that sets the cookie is stored by nobody', async () => {
    const { browser } = await begin()
    const touch = { cacheControl: 'max-age=60' }
    expect(await browser.visit(({ session }) => session.touch(), touch)).toMatchObject({
      cacheControl: 'no-store',
    })
    expect(await browser.visit(({ session }) => session.destroy())).toMatchObject({
      cacheControl: 'no-store',
    })
  })

  test.each(['private, max-age=60', 'no-store'])(
    'that sets the cookie keeps the %j of the app',
    async (cacheControl) => {
      const { browser } = await begin()
      const edits = await browser.visit(({ session }) => session.touch(), { cacheControl })
      expect(edits.setCookie).toHaveLength(1)
      expect(edits.cacheControl).toBeUndefined()
    },
  )

  test('that only read the session is for this browser alone, where the app said nothing', async () => {
    const { browser } = await begin()
    const read = ({ session }: { session: { user?: string } }) => session.user
    expect(await browser.visit(read)).toEqual({ cacheControl: 'private, no-cache', vary: 'Cookie' })
    expect((await browser.visit(read, { cacheControl: 'max-age=5' })).cacheControl).toBeUndefined()
  })

  test('that has nothing to do with the session is left alone', async () => {
    const { browser } = await begin()
    expect(await browser.visit()).toEqual({})
  })
})
