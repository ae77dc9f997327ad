import { expect, test } from 'vitest'
import { usePlayground } from './playground.ts'
import { focusedId, signIn, stepsWith, waitForStep, waitForTitle } from './session-page.ts'

// The one place where a few real seconds pass.
const playground = usePlayground([3000, 11_000, 900_000])

test('a stay that nobody renews warns, and then ends as expired', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '3 s' })
  await page.getByRole('dialog', { name: 'Are you still there?' }).waitFor()
  await waitForTitle(page, 'Your session expired')
  expect(await page.getByRole('dialog', { name: 'Are you still there?' }).isVisible()).toBe(false)
  await waitForStep(page, 'Ended: expired')
})

test('the button in the dialog keeps the stay, and gives the focus back', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '3 s' })
  const warning = page.getByRole('dialog', { name: 'Are you still there?' })
  await warning.getByRole('button', { name: 'Stay signed in' }).press('Enter')
  await waitForStep(page, 'Extended')
  await warning.waitFor({ state: 'hidden' })
  expect(await focusedId(page)).toBe('stay-title')
})

test('keepalive while open renews a stay past its idle timeout', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '11 s' })
  await page.getByRole('radio', { name: 'While open' }).check()
  // Two renewals at half-time: by then the stay is as old as its idle timeout.
  await stepsWith(page, 'Extended').nth(1).waitFor({ timeout: 30_000 })
  await waitForTitle(page, 'Signed in as Ada')
})

test('keepalive while active renews on the user’s own input, and on nothing else', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '3 s' })
  await page.getByRole('radio', { name: 'While active' }).check()
  await page.waitForFunction(() => document.querySelector('#digits')?.textContent === '0:02')
  await page.keyboard.press('Shift')
  await waitForStep(page, 'Extended')
  await waitForTitle(page, 'Your session expired')
})

test('activity renews nothing while it is paused', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '11 s' })
  await page.getByRole('radio', { name: 'While active' }).check()
  // The click itself may still renew, and for five seconds after a touch none follows anyway.
  await page.getByRole('checkbox', { name: 'Pause' }).check()
  await page.getByText('Paused: nothing that you do renews the stay.').waitFor()
  await page.waitForFunction(() => document.querySelector('#digits')?.textContent === '0:05')
  const before = await stepsWith(page, 'Extended').count()
  await page.keyboard.press('Shift')
  await page.getByRole('dialog', { name: 'Are you still there?' }).waitFor()
  expect(await stepsWith(page, 'Extended').count()).toBe(before)
})
