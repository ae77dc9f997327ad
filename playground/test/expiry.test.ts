import { expect, test } from 'vitest'
import { usePlayground } from './playground.ts'
import { focusedId, signIn, waitForEvent, waitForTitle } from './session-page.ts'

// The one place where a few real seconds pass.
const playground = usePlayground([3000, 900_000])

test('a stay that nobody renews warns, and then ends as expired', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '3 s' })
  await page.getByRole('region', { name: 'Your session is about to end' }).waitFor()
  await waitForTitle(page, 'Your session expired')
  expect(await page.getByRole('region', { name: 'Your session is about to end' }).isVisible()).toBe(false)
  await waitForEvent(page, 'ended expired')
})

test('the button in the warning keeps the stay', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '3 s' })
  const warning = page.getByRole('region', { name: 'Your session is about to end' })
  await warning.getByRole('button', { name: 'Stay signed in' }).press('Enter')
  await waitForEvent(page, 'extended')
  await warning.waitFor({ state: 'hidden' })
  expect(await focusedId(page)).toBe('stay-title')
})

test('keepalive while open renews a stay past its idle timeout', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '3 s' })
  await page.getByRole('radio', { name: 'While open' }).check()
  // Three renewals at half-time: by then the stay is older than its idle timeout.
  await page.locator('#log li', { hasText: 'extended' }).nth(2).waitFor()
  await waitForTitle(page, 'Signed in as Ada')
})

test('keepalive while active renews on the user’s own input, and on nothing else', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '3 s' })
  await page.getByRole('radio', { name: 'While active' }).check()
  await page.waitForFunction(() => document.querySelector('#digits')?.textContent === '0:02')
  await page.keyboard.press('Shift')
  await waitForEvent(page, 'extended')
  await waitForTitle(page, 'Your session expired')
})
