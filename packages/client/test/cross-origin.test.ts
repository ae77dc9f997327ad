import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type * as door from '../src/index.ts'
import { selfSigned } from './support/certificate.ts'
import {
  type ApiCookie,
  clientPage,
  createApi,
  launchWith,
  type RunningBrowser,
  type RunningServer,
  serve,
  type ThirdPartyCookies,
} from './support/cross-origin.ts'

/** What the page has. */
declare const sojourn: typeof door
declare const session: door.SessionClient<{ name: string }>

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

/** The page is on `app.example`: `api.app.example` is another origin of its site, `api.test` another site. */
const sameSite = 'api.app.example'
const otherSite = 'api.test'
const certificate = selfSigned(['app.example', sameSite, otherSite])

const lax: ApiCookie = { sameSite: 'lax', secure: true }
const none: ApiCookie = { sameSite: 'none', secure: true }
const partitioned: ApiCookie = { ...none, partitioned: true }

let browsers: Record<ThirdPartyCookies, RunningBrowser>
let pages: RunningServer

beforeAll(async () => {
  pages = await serve(await clientPage(), certificate)
  browsers = { kept: await launchWith('kept'), dropped: await launchWith('dropped') }
})
afterEach(async () => {
  for (const { context } of Object.values(browsers)) await context.clearCookies()
})
afterAll(async () => {
  for (const browser of Object.values(browsers)) await browser.close()
  await pages.close()
})

/** A page with a client of an API at `host`, where nobody is signed in yet. */
async function open(thirdPartyCookies: ThirdPartyCookies, host: string, cookie: ApiCookie) {
  const origin = `https://app.example:${pages.port}`
  const api = createApi(origin, cookie)
  const server = await serve(api.listener, certificate)
  const page = await browsers[thirdPartyCookies].context.newPage()
  onTestFinished(async () => {
    await page.close()
    await server.close()
  })
  await page.goto(origin)
  const url = `https://${host}:${server.port}`
  await page.evaluate((url) => {
    Object.assign(window, { session: sojourn.createSessionClient({ url: `${url}/session` }) })
  }, url)
  return { api, page, url }
}

/** The app's own sign-in request; what `signedIn()` resolves with, or the code that it rejects with. */
async function signIn(page: Page, url: string): Promise<unknown> {
  return page.evaluate(async (url) => {
    await fetch(`${url}/sign-in`, { method: 'POST', credentials: 'include' })
    return session.signedIn().catch(({ code }) => code)
  }, url)
}

/** What the page believes; of its error the code, for an error loses that on the way out of a page. */
const believed = (page: Page): Promise<unknown> =>
  page.evaluate(() => {
    const { error, ...state } = session.getSnapshot()
    return { ...state, error: error?.code }
  })

describe.each<[string, ThirdPartyCookies, string, ApiCookie]>([
  ['on another site, with SameSite=None', 'kept', otherSite, none],
  [
    'on another site, partitioned, in a browser that drops third-party cookies',
    'dropped',
    otherSite,
    partitioned,
  ],
  ['on another origin of the site, with SameSite=Lax', 'dropped', sameSite, lax],
])('an API %s', (_, thirdPartyCookies, host, cookie) => {
  test('is asked, signed in to, touched and signed out of', async () => {
    const { page, url } = await open(thirdPartyCookies, host, cookie)
    expect(await page.evaluate(() => session.refresh())).toMatchObject({
      status: 'none',
      reason: 'anonymous',
    })
    expect(await signIn(page, url)).toMatchObject({ status: 'active', data: { name: 'Ada' } })

    const [before, after] = await page.evaluate(async () => [await session.refresh(), await session.touch()])
    if (before?.status !== 'active' || after?.status !== 'active') throw new Error('The session is gone.')
    expect(after.expiresAt).toBeGreaterThan(Number(before.expiresAt))
    await page.reload()
    expect(
      await page.evaluate((url) => sojourn.createSessionClient({ url }).refresh(), `${url}/session`),
    ).toMatchObject({ status: 'active', id: before.id })
    const ended = await page.evaluate(async (url) => {
      const session = sojourn.createSessionClient({ url })
      return [await session.end(), await session.refresh()]
    }, `${url}/session`)
    expect(ended).toMatchObject([{ reason: 'signed-out' }, { status: 'none' }])
  })

  test('is readable in its headers too', async () => {
    const { api, page, url } = await open(thirdPartyCookies, host, cookie)
    await signIn(page, url)
    const announced = await page.evaluate(async (url) => {
      const touched = await fetch(`${url}/session/touch`, { method: 'POST', credentials: 'include' })
      return touched.headers.get('Sojourn-Session')
    }, url)
    expect(announced).toMatch(/^active; id=[\w-]+; max-age=\d+$/)

    api.isBroken = true
    const failure = await page.evaluate(() =>
      session.refresh().catch(({ code, retryAfter }) => ({ code, retryAfter })),
    )
    expect(failure).toEqual({ code: 'unavailable', retryAfter: 1000 })
  })

  test('that does not name the page in allowedOrigins is out of reach, and the state stays', async () => {
    const { api, page, url } = await open(thirdPartyCookies, host, cookie)
    expect(await signIn(page, url)).toMatchObject({ status: 'active' })
    api.allowsPage = false
    const codes = await page.evaluate(() =>
      Promise.all([session.refresh(), session.touch()].map((asked) => asked.catch(({ code }) => code))),
    )
    expect(codes).toEqual(['offline', 'offline'])
    expect(await believed(page)).toMatchObject({
      status: 'active',
      data: { name: 'Ada' },
      error: 'offline',
    })
  })
})

describe.each<[string, ThirdPartyCookies, ApiCookie]>([
  ['SameSite=Lax keeps the cookie from another site', 'kept', lax],
  ['the browser drops third-party cookies', 'dropped', none],
])('where %s', (_, thirdPartyCookies, cookie) => {
  test('signedIn() says that the cookie was not kept', async () => {
    const { page, url } = await open(thirdPartyCookies, otherSite, cookie)
    expect(await signIn(page, url)).toBe('cookie-not-kept')
    expect(await believed(page)).toMatchObject({
      status: 'none',
      error: 'cookie-not-kept',
    })
  })
})
