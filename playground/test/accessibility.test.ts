import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { usePlayground } from './playground.ts'
import { signIn, waitForStep, waitForTitle } from './session-page.ts'

const playground = usePlayground([3000, 900_000])
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core objects to on the page as it is now. */
async function violationsOn(page: Page): Promise<unknown> {
  await page.evaluate(axe)
  return page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map((n) => n.html)]))',
  )
}

test.each(['light', 'dark'] as const)('no page has violations in the %s scheme', async (colorScheme) => {
  const { open } = await playground.person({ colorScheme, viewport: { width: 360, height: 780 } })
  const page = await open()
  await waitForTitle(page, 'Nobody is signed in')
  expect(await violationsOn(page)).toEqual([])

  await signIn(page)
  await page.getByRole('region', { name: 'express-session' }).getByRole('button').click()
  await page.locator('.outcome', { hasText: 'won' }).waitFor()
  expect(await violationsOn(page)).toEqual([])

  // Steps of each lane, and a problem.
  await page.getByRole('radio', { name: 'Offline' }).check()
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await waitForStep(page, 'No answer')
  await page.getByRole('button', { name: 'Fall asleep' }).click()
  expect(await violationsOn(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)

  for (const path of [
    '/lab/start',
    '/lab/private',
    '/lab/landing',
    '/private',
    '/private/elsewhere',
    '/README.md',
    '/docs/guide/client.md',
  ]) {
    expect(await violationsOn(await open(path))).toEqual([])
  }
})

test('the dialog and the ending have no violations', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '3 s' })
  await page.getByRole('dialog', { name: 'Are you still there?' }).waitFor()
  expect(await violationsOn(page)).toEqual([])
  await waitForTitle(page, 'Your session expired')
  expect(await violationsOn(page)).toEqual([])
})
