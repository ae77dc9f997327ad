import type { Locator, Page } from 'playwright'

/** Signs in as anybody would, and waits until the page says so. */
export async function signIn(page: Page, { name = 'Ada', idleTimeout = '15 min' } = {}): Promise<void> {
  await page.getByRole('radio', { name: idleTimeout }).check()
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await waitForTitle(page, `Signed in as ${name}`)
}

export async function waitForTitle(page: Page, title: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}

/** What the ring shows, in milliseconds. */
export async function timeLeft(page: Page): Promise<number> {
  const [minutes, seconds] = ((await page.locator('#digits').textContent()) ?? '').split(':').map(Number)
  return ((minutes ?? Number.NaN) * 60 + (seconds ?? Number.NaN)) * 1000
}

/** Waits until the page's timeline has a step with that text. */
export async function waitForStep(page: Page, text: string | RegExp): Promise<void> {
  await stepsWith(page, text).first().waitFor()
}

/** The steps of the timeline with that text, newest first. */
export function stepsWith(page: Page, text: string | RegExp): Locator {
  return page.locator('#log li', { hasText: text })
}

/** The id of the element that has the keyboard's focus. */
export async function focusedId(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.id ?? '')
}
