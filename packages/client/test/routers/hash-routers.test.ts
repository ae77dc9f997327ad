import type { Page } from 'playwright'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Redirect } from '../../src/redirect/index.ts'
import { origin } from '../support/app-origin.ts'
import { useChromium } from '../support/chromium.ts'
import { type App, bundleApp, serveApp } from './build-app.ts'

declare const redirect: Redirect

const newContext = useChromium()
vi.setConfig({ hookTimeout: 120_000 })
let app: App
let page: Page

beforeAll(async () => {
  app = await bundleApp('hash-routers.ts')
})

beforeEach(async () => {
  const context = await newContext()
  await serveApp(context, app)
  page = await context.newPage()
})

const shown = (heading: string): Promise<void> =>
  expect.poll(() => page.textContent('h1').catch(() => ''), { timeout: 10_000 }).toBe(heading)

describe.each(['/react', '/vue'])('an app that routes by the hash, below %s', (base) => {
  const wanted = '/orders/7?page=2&q=a%20b'

  test('comes back to its page from a sign-in page in the hash', async () => {
    await page.goto(`${origin}${base}#${wanted}`)
    const target = `${base}#/login`
    await page.evaluate((to) => void redirect(to, { reason: 'guard', returnTo: true }), target)
    await shown('Route /login')
    await page.evaluate(() => void redirect.returnTo())
    await expect.poll(() => page.url()).toBe(`${origin}${base}#${wanted}`)
    await shown(`Route ${wanted}`)
  })

  test('comes back to its page from a sign-in page of the server', async () => {
    await page.goto(`${origin}${base}#${wanted}`)
    await page.evaluate(() => void redirect('/vue/login', { reason: 'guard', returnTo: { hash: true } }))
    await page.waitForURL((url) => url.pathname === '/vue/login')
    await page.evaluate(() => void redirect.returnTo())
    await expect.poll(() => page.url()).toBe(`${origin}${base}#${wanted}`)
    await shown(`Route ${wanted}`)
  })
})
