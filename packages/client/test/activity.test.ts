import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type * as door from '../src/index.ts'
import { bundleClient, origin, serveClient, signedIn } from './pains/support/client-page.ts'
import { launch } from './support/app-origin.ts'

declare let session: door.SessionClient

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

let browser: Browser
let script: string
let context: BrowserContext
let page: Page
let requests: string[]

beforeAll(async () => {
  browser = await launch()
  script = await bundleClient()
})
afterAll(() => browser.close())

/** A page that keeps its session alive while somebody is at work, of which it hears no key and no pointer. */
beforeEach(async () => {
  context = await browser.newContext()
  // Renewed five minutes ago: whatever a person does is a reason to renew it.
  requests = await serveClient(context, script, () => ({ ...signedIn, maxAge: 600_000 }))
  page = await context.newPage()
  await page.goto(origin)
  await page.evaluate(async () => {
    document.body.innerHTML = '<input><button>Save</button>'
    for (const type of ['keydown', 'pointerdown', 'pointermove', 'wheel'])
      window.addEventListener(type, (event) => event.stopImmediatePropagation(), { capture: true })
    session.subscribe(() => {})
    session.keepAlive()
    await session.ready()
  })
  requests.length = 0
})
afterEach(() => context.close())

test('who dictates or pastes is at work', async () => {
  await page.focus('input')
  await page.keyboard.insertText('as it was said')
  expect(await page.inputValue('input')).toBe('as it was said')
  await expect.poll(() => requests).toEqual(['POST /session/touch'])
})

test('who presses a button is, by whatever means: a screen reader leaves but the click', async () => {
  await page.focus('button')
  await page.keyboard.press('Enter')
  await expect.poll(() => requests).toEqual(['POST /session/touch'])
})

test('a script that presses, types and scrolls is not', async () => {
  await page.evaluate(async () => {
    const input = document.querySelector('input')
    document.querySelector('button')?.click()
    input?.dispatchEvent(new InputEvent('input', { bubbles: true }))
    input?.dispatchEvent(new PointerEvent('click', { bubbles: true }))
    // Longer than tabs take to agree on who renews the stay.
    await new Promise((resolve) => setTimeout(resolve, 300))
  })
  expect(requests).toEqual([])
})
