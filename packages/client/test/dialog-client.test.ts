import type { BrowserContext, Page } from 'playwright'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ActiveView, SessionView } from '../../contract/src/index.ts'
import type { SessionClient } from '../src/index.ts'
import type * as fixture from './fixtures/expiry-dialog-client.ts'
import { origin, useDialogApp } from './support/dialog-page.ts'
import type { ManualClock } from './support/manual-clock.ts'

declare const app: typeof fixture
declare const clock: ManualClock
declare const session: SessionClient

/** A server of one stay, in a time that the test lets pass. */
interface Server {
  now: number
  idleTimeout: number
  endsAt: number | null
  expiresAt: number
  /** What it was asked, such as `POST /session/touch`. */
  readonly asked: string[]
  isDown: boolean
  /** Answers wait for it. */
  ready: Promise<void>
}

const { serve, complaints } = useDialogApp('expiry-dialog-client.ts')
let context: BrowserContext
let page: Page
let server: Server

beforeEach(async () => {
  context = await serve()
})

function viewOf({ now, idleTimeout, expiresAt, endsAt }: Server): SessionView {
  if (expiresAt <= now) return { status: 'none', now, reason: 'expired' }
  const view: ActiveView = {
    status: 'active',
    id: 'stay-1',
    createdAt: 0,
    expiresAt,
    endsAt,
    maxAge: expiresAt - now,
    originalMaxAge: idleTimeout,
    renewEvery: 1000,
    version: expiresAt,
    now,
  }
  return view
}

function touch(server: Server): void {
  const { now, idleTimeout, endsAt } = server
  server.expiresAt = Math.min(now + idleTimeout, endsAt ?? Infinity)
}

/** A page with a stay of this idle timeout, just begun, and one that may end for good. */
async function begin(idleTimeout: number, endsIn?: number): Promise<void> {
  const now = 1_600_000_000_000
  const endsAt = endsIn === undefined ? null : now + endsIn
  server = { now, idleTimeout, endsAt, expiresAt: 0, asked: [], isDown: false, ready: Promise.resolve() }
  touch(server)
  await context.route(`${origin}/session**`, async (route) => {
    const method = route.request().method()
    server.asked.push(method)
    if (method === 'POST' && server.expiresAt > server.now) touch(server)
    if (method === 'DELETE') server.expiresAt = 0
    const view = viewOf(server)
    await server.ready
    await (server.isDown ? route.fulfill({ status: 503 }) : route.fulfill({ json: view }))
  })
  page = await context.newPage()
  await page.goto(origin)
  await page.locator('#notes').focus()
  await page.evaluate(async () => {
    const clock = app.manualClock()
    const session = app.createSessionClient({ clock })
    Object.assign(window, { clock, session })
    app.defineExpiryDialog()
    const element = document.createElement('sojourn-expiry-dialog')
    element.session = session
    document.body.append(element)
    session.keepAlive({ while: 'active' })
    await session.ready()
  })
}

async function pass(milliseconds: number): Promise<void> {
  server.now += milliseconds
  await page.evaluate((time) => clock.advance(time), milliseconds)
}

/** Lets the server take its time, until the function is called that this returns. */
function holdAnswers(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.ready = promise
  return resolve
}

const dialog = () => page.getByRole('dialog')
const shown = () => dialog().waitFor()
const hidden = () => dialog().waitFor({ state: 'hidden' })
const status = () => page.evaluate(() => session.getSnapshot().status)
/** What the ring shows, as a part of it. */
const ring = () =>
  dialog().evaluate((node) => Number.parseFloat(getComputedStyle(node).getPropertyValue('--left')))
const touches = () => server.asked.filter((method) => method === 'POST').length

describe('WCAG 2.2.1', () => {
  test('a stay of 60 s leaves 20 s to extend it, all of them', async () => {
    await begin(60_000)
    await pass(39_999)
    expect(await dialog().count()).toBe(0)
    await pass(1)
    await shown()
    await dialog().getByText('0:20').waitFor()
    await pass(19_900)
    await page.keyboard.press('Enter')
    await hidden()
    expect(await status()).toBe('active')
    expect(server.expiresAt - server.now).toBe(60_000)
  })

  test('a stay of 75 s leaves them even when the slowest answer confirms the warning', async () => {
    await begin(75_000)
    const answer = holdAnswers()
    await pass(50_000)
    await expect.poll(() => server.asked).toEqual(['GET', 'GET'])
    await pass(4900)
    expect(await dialog().count()).toBe(0)
    answer()
    await shown()
    expect(server.expiresAt - server.now).toBeGreaterThanOrEqual(20_000)
  })

  test('one key extends it, more than ten times', async () => {
    await begin(60_000)
    for (let time = 1; time <= 12; time++) {
      await pass(40_000)
      await shown()
      await page.keyboard.press('Enter')
      await hidden()
      expect(touches()).toBe(time)
    }
    expect(await status()).toBe('active')
  })

  test('of the absolute end it says that nothing extends it', async () => {
    await begin(900_000, 300_000)
    await pass(180_000)
    await dialog().getByText('cannot be extended').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('and the other half')
    expect(touches()).toBe(0)
    await pass(119_000)
    await dialog().getByText('0:01').waitFor()
    await pass(1000)
    await hidden()
    expect(await status()).toBe('none')
  })
})

test('its ring shows the part of the idle timeout that is left, as often as it opens', async () => {
  await begin(60_000)
  await pass(40_000)
  await shown()
  expect(await ring()).toBeCloseTo(20 / 60)
  await pass(5000)
  await dialog().getByText('0:15').waitFor()
  expect(await ring()).toBeCloseTo(15 / 60)
  await page.keyboard.press('Enter')
  await hidden()
  await pass(45_000)
  await shown()
  expect(await ring()).toBeCloseTo(15 / 60)
})

test('a stay extended by the app itself is not warned of', async () => {
  await begin(60_000)
  server.expiresAt += 60_000
  await pass(40_000)
  await expect.poll(() => server.asked).toEqual(['GET', 'GET'])
  expect(await dialog().count()).toBe(0)
})

test('while it asks, keys and pointers extend nothing; afterwards they do', async () => {
  await begin(60_000)
  await pass(40_000)
  await shown()
  await page.keyboard.press('Tab')
  await page.mouse.move(20, 20)
  await page.mouse.click(30, 30)
  expect(touches()).toBe(0)
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await hidden()
  expect(touches()).toBe(1)
  await pass(30_000)
  await page.keyboard.type('and the other half')
  // Other tabs get a moment to say that they do it.
  await pass(100)
  await expect.poll(touches).toBe(2)
})

test('a server that fails leaves the dialog open, and the next attempt counts', async () => {
  await begin(60_000)
  await pass(40_000)
  await shown()
  server.isDown = true
  await page.keyboard.press('Enter')
  await dialog().getByText('That did not work').waitFor()
  complaints.splice(0)
  server.isDown = false
  await page.keyboard.press('Enter')
  await hidden()
  expect(await status()).toBe('active')
})

test('signing out from it ends the session', async () => {
  await begin(60_000)
  await pass(40_000)
  await page.getByRole('button', { name: 'Sign out now' }).click()
  await hidden()
  expect(await status()).toBe('none')
})

test('what nobody answers ends, with the dialog open until the server has said so', async () => {
  await begin(60_000)
  await pass(40_000)
  await shown()
  const answer = holdAnswers()
  await pass(20_000)
  await dialog().getByText('Checking your session').waitFor()
  answer()
  await hidden()
  expect(await status()).toBe('none')
})
