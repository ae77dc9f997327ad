import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { usePlayground } from './playground.ts'
import { signIn } from './session-page.ts'

const playground = usePlayground()

/** What a panel says after its button was pressed, line by line. */
async function outcomesOf(page: Page, name: string): Promise<string[]> {
  const panel = page.getByRole('region', { name, exact: true })
  await panel.getByRole('button').click()
  await panel.getByText(/request \d+ won/).waitFor()
  return panel.locator('.outcome').allInnerTexts()
}

test('Sojourn loses none of twenty parallel writes', async () => {
  const page = await (await playground.person()).open()
  await signIn(page)
  expect(await outcomesOf(page, 'Sojourn')).toEqual([
    'all 20 kept',
    'all 20 kept',
    'all 20 kept',
    expect.stringMatching(/^request \d+ won$/),
  ])
  expect(await page.locator('#announcer').textContent()).toContain(
    'Each writes a key of its own: all 20 kept',
  )
})

test('express-session loses most of them', async () => {
  const page = await (await playground.person()).open()
  const lost = expect.stringMatching(/^\d+ kept, \d+ lost$/)
  expect(await outcomesOf(page, 'express-session')).toEqual([
    lost,
    lost,
    lost,
    expect.stringMatching(/^request \d+ won$/),
  ])
})

test('without a session there is nothing to write to, and the panel says so', async () => {
  const page = await (await playground.person()).open()
  const button = page.getByRole('button', { name: 'Sign in first' })
  await button.waitFor()
  expect(await button.isDisabled()).toBe(true)
  await signIn(page)
  await button.waitFor({ state: 'detached' })
})
