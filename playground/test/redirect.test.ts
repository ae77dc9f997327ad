import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { usePlayground } from './playground.ts'

const playground = usePlayground()

/** Walks to the private page, redirects from there, and answers the landing page's list of the history. */
async function redirect(page: Page, reason: string, policy: string): Promise<string[]> {
  await page.getByRole('link', { name: 'Walk to the private page' }).click()
  await page.getByLabel('Reason').selectOption(reason)
  await page.getByRole('radio', { name: policy }).check()
  await page.getByRole('button', { name: 'Redirect me' }).click()
  await page.getByRole('heading', { level: 1, name: 'Landing' }).waitFor()
  return pathsIn(page, '#entries-now')
}

async function pathsIn(page: Page, list: string): Promise<string[]> {
  const texts = await page.locator(`${list} li`).allInnerTexts()
  return texts.map((text) => text.split('\n')[0] ?? '')
}

async function back(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Go Back' }).click()
  await page.getByText('You came here by Back or Forward.').waitFor()
  return new URL(page.url()).pathname
}

test('replace takes the private page out of the history: Back leads to the start', async () => {
  const page = await (await playground.person()).open('/lab/start')
  expect(await redirect(page, 'expired', 'replace')).toEqual(['/lab/start', '/lab/landing'])
  expect(await pathsIn(page, '#entries-before')).toEqual(['/lab/start', '/lab/private'])
  expect(await back(page)).toBe('/lab/start')
})

test('assign keeps the private page: Back shows it again', async () => {
  const page = await (await playground.person()).open('/lab/start')
  expect(await redirect(page, 'navigate', 'assign')).toEqual(['/lab/start', '/lab/private', '/lab/landing'])
  expect(await back(page)).toBe('/lab/private')
})

test.each([
  ['signed-out', '/lab/start'],
  ['navigate', '/lab/private'],
])('auto decides by the reason: after "%s" Back leads to %s', async (reason, landing) => {
  const page = await (await playground.person()).open('/lab/start')
  await redirect(page, reason, 'auto')
  expect(await back(page)).toBe(landing)
})
