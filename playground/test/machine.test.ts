import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { usePlayground } from './playground.ts'
import { signIn, stepsWith, timeLeft, waitForStep, waitForTitle } from './session-page.ts'

const playground = usePlayground([6000, 900_000])
const quarter = 900_000

/** What the table says in a row, from the left. */
async function rowOf(page: Page, name: string): Promise<string[]> {
  return page.getByRole('row', { name }).getByRole('cell').allInnerTexts()
}

test('offline the session is kept and marked, and online one question settles it', async () => {
  const { open } = await playground.person()
  const [page, other] = [await open(), await open()]
  await signIn(page)
  await page.getByRole('radio', { name: 'Offline' }).check()
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await waitForStep(page, 'No answer offline: you are still signed in')
  await page.getByText('offline, may be old').waitFor()
  await waitForTitle(page, 'Signed in as Ada')
  // For this tab alone.
  await other.getByRole('button', { name: 'Stay signed in' }).click()
  await waitForStep(other, 'Renewed')

  await page.getByRole('radio', { name: 'Online' }).check()
  await waitForStep(page, 'GET /session because the network is back')
  await page.getByText('offline, may be old').waitFor({ state: 'hidden' })
  expect(await stepsWith(page, 'because the network is back').count()).toBe(1)
})

test('signing out offline says that one is still signed in, and shows it', async () => {
  const page = await (await playground.person()).open()
  await signIn(page)
  await page.getByRole('radio', { name: 'Offline' }).check()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('alert').filter({ hasText: 'You are still signed in' }).waitFor()
  await waitForTitle(page, 'Signed in as Ada')
  await waitForStep(page, 'No answer offline: you are still signed in')
})

test('who sleeps past the end learns of it after waking, from the server', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '6 s' })
  await page.getByRole('button', { name: 'Sleep past the end' }).click()
  await page.locator('#ring-caption', { hasText: 'asleep' }).waitFor()
  await page.getByText(/^Asleep since [\d:]+: the countdown stands still here/).waitFor()
  await waitForStep(page, 'Awake')
  await waitForStep(page, 'The clock jumped')
  await waitForStep(page, 'Session expired')
  await waitForTitle(page, 'Your session expired')
  // Beside the countdown, too, until the next sign-in.
  await page
    .getByRole('status')
    .filter({ hasText: /^The clock jumped \d+ s ahead \(this computer slept/ })
    .waitFor()
  await signIn(page)
  expect(await page.locator('#time-note').textContent()).toBe('')
})

test('asleep the countdown stands still, nothing can be pressed, and what others did comes after waking', async () => {
  const { open } = await playground.person()
  const [page, other] = [await open(), await open()]
  await signIn(page)
  await page.getByRole('button', { name: 'Fall asleep' }).click()
  const asleepAt = await timeLeft(page)
  expect(await page.locator('#signed-in').evaluate((row) => row.closest('[inert]') !== null)).toBe(true)

  await other.waitForFunction(() => document.querySelector('#digits')?.textContent === '14:56')
  await other.getByRole('button', { name: 'Stay signed in' }).click()
  await waitForStep(other, 'Renewed')
  expect(await timeLeft(page)).toBe(asleepAt)
  expect(await stepsWith(page, 'Renewed').count()).toBe(0)

  await page.getByRole('button', { name: 'Wake up' }).click()
  await waitForStep(page, 'Renewed')
  expect(await timeLeft(page)).toBeGreaterThan(quarter - 30_000)
})

test.each([
  ['1 h ahead', 3_600_000],
  ['1 h behind', -3_600_000],
])('a clock set %s makes the client ask, and the countdown stays right', async (choice, ahead) => {
  const page = await (await playground.person()).open()
  await signIn(page)
  await page.getByRole('radio', { name: choice }).check()
  await waitForStep(page, 'The clock jumped')
  await waitForStep(page, 'GET /session because the clock jumped')
  await waitForStep(page, 'Still signed in')

  const [, , apart] = await rowOf(page, 'Clock')
  expect(Math.abs(Number(apart?.replace(/[^\d-]/g, '')) - ahead)).toBeLessThan(1000)
  const [server, browser, difference] = await rowOf(page, 'Left')
  expect(browser).toBe(server)
  expect(Math.abs(Number(difference?.replace(/[^\d-]/g, '')))).toBeLessThan(1000)
})
