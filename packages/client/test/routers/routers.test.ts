import type { Page } from 'playwright'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Redirect } from '../../src/redirect/index.ts'
import { origin } from '../support/app-origin.ts'
import { useChromium } from '../support/chromium.ts'
import { type App, buildSvelteKit, bundleApp, serveApp } from './build-app.ts'

declare const redirect: Redirect

const apps: Record<string, () => Promise<App>> = {
  'React Router': () => bundleApp('react-router.ts'),
  'TanStack Router': () => bundleApp('tanstack-router.ts'),
  'Vue Router': () => bundleApp('vue-router.ts'),
  SvelteKit: buildSvelteKit,
}

const newContext = useChromium()
vi.setConfig({ hookTimeout: 120_000 })

describe.each(Object.entries(apps))('%s', (_, build) => {
  let app: App
  let page: Page

  beforeAll(async () => {
    app = await build()
  })
  beforeEach(async () => {
    const context = await newContext()
    await serveApp(context, app, (path) =>
      path.startsWith('/app/') ? undefined : `<h1>Document ${path}</h1>`,
    )
    page = await context.newPage()
    await page.goto(`${origin}/before`)
    await open('/app/start')
  })
  afterEach(() => page.goto('about:blank'))

  /** Loads a document of the app, and marks it. */
  async function open(path: string): Promise<void> {
    await page.goto(origin + path)
    await shown(`Route ${decodeURIComponent(path.slice('/app'.length))}`)
    await page.evaluate(() => Object.assign(window, { isFirst: true }))
  }
  // Vue Router writes the search anew, without needless escapes.
  const shown = (heading: string): Promise<void> =>
    expect
      .poll(async () => decodeURIComponent((await page.textContent('h1').catch(() => '')) ?? ''), {
        timeout: 10_000,
      })
      .toBe(heading)
  const isFirst = (): Promise<unknown> => page.evaluate('window.isFirst')
  const entries = (): Promise<number> => page.evaluate(() => history.length)

  test('a navigation is shown by the router, in the same document, and Back leads to the page', async () => {
    const before = await entries()
    expect(await page.evaluate(() => redirect('/app/orders'))).toBe(true)
    await shown('Route /orders')
    expect(await entries()).toBe(before + 1)
    expect(await page.evaluate(() => redirect.back())).toBe(true)
    await shown('Route /start')
    expect(await isFirst()).toBe(true)
  })

  test('a guard replaces the entry, in the same document', async () => {
    const before = await entries()
    const details = { reason: 'guard', returnTo: true } as const
    expect(await page.evaluate((guard) => redirect('/app/login', guard), details)).toBe(true)
    await shown('Route /login?returnTo=/app/start')
    expect(await entries()).toBe(before)
    expect(await isFirst()).toBe(true)
    await page.goBack()
    await shown('Document /before')
  })

  test('search, hash and escapes arrive as they were', async () => {
    const target = '/app/caf%C3%A9/a%20b?page=2&q=a%26b#row-7'
    expect(await page.evaluate((to) => redirect(to), target)).toBe(true)
    await expect.poll(() => page.url()).toBe(origin + target)
    expect(await isFirst()).toBe(true)
  })

  test('returnTo leads on within the document', async () => {
    await open('/app/login?returnTo=%2Fapp%2Forders%3Fpage%3D2')
    const before = await entries()
    expect(await page.evaluate(() => redirect.returnTo())).toBe(true)
    await shown('Route /orders?page=2')
    expect(await entries()).toBe(before)
    expect(await isFirst()).toBe(true)
  })

  test('the end of a session loads a new document', async () => {
    await page.evaluate(() => void redirect('/app/login', { reason: 'expired' }))
    await shown('Route /login')
    expect(await isFirst()).toBeUndefined()
  })

  test('what lies outside of the app is loaded', async () => {
    await page.evaluate(() => void redirect('/application'))
    await shown('Document /application')
  })
})
