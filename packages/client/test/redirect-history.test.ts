import type { Page } from 'playwright'
import { beforeEach, describe, expect, test } from 'vitest'
import type * as door from '../src/redirect/index.ts'
import { openCachingPage, origin, serveApp, start } from './support/app-origin.ts'
import { useChromium } from './support/chromium.ts'

declare const sojourn: typeof door

const newContext = useChromium()
let page: Page

beforeEach(async () => {
  const context = await newContext()
  await serveApp(context)
  page = await context.newPage()
  await page.goto(`${origin}/before`)
})

/** Where Back leads from here. */
async function back(): Promise<string> {
  await page.goBack()
  return new URL(page.url()).pathname
}

const entries = (): Promise<number> => page.evaluate(() => history.length)
const landing = (path: string): Promise<void> => page.waitForURL((url) => url.pathname === path)

describe('after the load', () => {
  beforeEach(async () => {
    await page.goto(start)
  })

  test('a guard replaces: the history is as long as before, and Back skips the page', async () => {
    const before = await entries()
    await page.evaluate(() => void sojourn.createRedirect()('/login', { reason: 'guard' }))
    await landing('/login')
    expect(await entries()).toBe(before)
    expect(await back()).toBe('/before')
  })

  test('a navigation assigns: the history grows, and Back leads to the page', async () => {
    const before = await entries()
    await page.evaluate(() => void sojourn.createRedirect()('/next'))
    await landing('/next')
    expect(await entries()).toBe(before + 1)
    expect(await back()).toBe('/start')
  })

  test.each(['replace', 'assign'] as const)('a 204 leaves the page where it is: %s', async (history) => {
    const outcome = await page.evaluate(async (action) => {
      const unhandled: unknown[] = []
      addEventListener('unhandledrejection', ({ reason }) => unhandled.push(String(reason)))
      const left = await sojourn.createRedirect()('/no-content', { history: action })
      await new Promise((resolve) => setTimeout(resolve))
      return { left, unhandled }
    }, history)
    expect(outcome).toEqual({ left: false, unhandled: [] })
    expect(page.url()).toBe(start)
  })

  test('the end of a session overtakes a navigation, and no rejection is left over', async () => {
    const unhandled = await page.evaluate(async () => {
      const reasons: unknown[] = []
      addEventListener('unhandledrejection', ({ reason }) => reasons.push(String(reason)))
      const redirect = sojourn.createRedirect()
      const first = redirect('/no-content')
      await new Promise((resolve) => setTimeout(resolve))
      await Promise.all([first, redirect('/no-content?end', { reason: 'revoked' })])
      await new Promise((resolve) => setTimeout(resolve))
      return reasons
    })
    expect(unhandled).toEqual([])
  })

  test('the end of a session loads a new document where only the hash differs', async () => {
    await page.evaluate(() => {
      Object.assign(window, { secret: 'private' })
      void sojourn.createRedirect()('/start?kept=1#/login', { reason: 'expired' })
    })
    await page.waitForFunction('window.secret === undefined')
    expect(page.url()).toBe(`${start}#/login`)
  })
})

describe('before the load', () => {
  const head = 'if (!sessionStorage.been) { sessionStorage.been = 1; sojourn.createRedirect()("/next") }'
  const early = (code: string): string => `${origin}/early?${new URLSearchParams({ head: code })}`

  test('a navigation still gets its entry', async () => {
    await page.goto(early(head), { waitUntil: 'commit' })
    await landing('/next')
    expect(await back()).toBe('/early')
  })

  test('a navigation still gets its entry where there is no Navigation API', async () => {
    await page.goto(early(`delete window.navigation; ${head}`), { waitUntil: 'commit' })
    await landing('/next')
    expect(await back()).toBe('/early')
  })

  test('the control: a raw location.assign loses it', async () => {
    await page.goto(
      early('if (!sessionStorage.been) { sessionStorage.been = 1; location.assign("/next") }'),
      {
        waitUntil: 'commit',
      },
    )
    await landing('/next')
    expect(await back()).toBe('/before')
  })
})

test('a page that came back from the back/forward cache can be left again', async () => {
  page = await openCachingPage()
  await page.goto(start)
  await page.evaluate(() => {
    const redirect = sojourn.createRedirect()
    Object.assign(window, { leave: redirect })
    addEventListener('pageshow', ({ persisted }) => Object.assign(window, { isRestored: persisted }))
    void redirect('/next')
  })
  await landing('/next')
  await page.evaluate(() => history.back())
  await expect.poll(() => page.evaluate('window.isRestored').catch(() => false)).toBe(true)
  await page.evaluate('void leave("/again")')
  await expect.poll(() => page.evaluate('location.pathname').catch(() => '')).toBe('/again')
})

test('where a server renders, a redirect does nothing', async () => {
  const { createRedirect } = await import('../src/redirect/index.ts')
  const redirect = createRedirect()
  expect(await redirect('/login')).toBe(false)
  expect(await redirect.back()).toBe(false)
  expect(await redirect.go(-1)).toBe(false)
  expect(await redirect.returnTo()).toBe(false)
  expect(redirect.canGoBack()).toBe(false)
})
