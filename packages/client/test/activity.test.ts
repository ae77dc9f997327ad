import type { Page } from 'playwright'
import { beforeEach, expect, test } from 'vitest'
import type * as door from '../src/index.ts'
import { origin, serveClient, signedIn } from './pains/support/client-page.ts'
import { useChromium } from './support/chromium.ts'

declare let session: door.SessionClient

const newContext = useChromium()
let page: Page
let requests: string[]

/** A page that keeps its session alive while somebody is at work, of which it hears no key and no pointer. */
beforeEach(async () => {
  const context = await newContext()
  // Renewed five minutes ago: whatever a person does is a reason to renew it.
  requests = await serveClient(context, () => ({ ...signedIn, maxAge: 600_000 }))
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
