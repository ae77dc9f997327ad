import { expect, test } from 'vitest'
import { usePlayground } from './playground.ts'
import { focusedId, signIn, stepsWith, waitForStep, waitForTitle } from './session-page.ts'

// The one place where a few real seconds pass.
const playground = usePlayground([3000, 11_000, 900_000])

test('a session that nobody renews warns, and then ends as expired', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '3 s' })
  await page.getByRole('dialog', { name: 'Are you still there?' }).waitFor()
  await waitForTitle(page, 'Your session expired')
  expect(await page.getByRole('dialog', { name: 'Are you still there?' }).isVisible()).toBe(false)
  await waitForStep(page, 'Session expired')
})

test('the ring is full at full time, and shows the part of the idle timeout that is left', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '11 s' })
  const shown = (): Promise<[number, number]> =>
    page.evaluate(() => [
      Number(document.querySelector('#digits')?.textContent?.slice(2)),
      1 - Number(document.querySelector<SVGElement>('#ring-left')?.style.strokeDashoffset),
    ])
  const [seconds, part] = await shown()
  expect(part).toBeCloseTo(Math.min(seconds, 11) / 11)
  await page.waitForFunction(() => document.querySelector('#digits')?.textContent === '0:08')
  expect((await shown())[1]).toBeCloseTo(8 / 11)
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await waitForStep(page, 'Renewed')
  expect((await shown())[1]).toBeGreaterThanOrEqual(10 / 11)
})

test('both rings show the same part', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '11 s' })
  await page.getByRole('dialog').waitFor()
  const [dialog, ring] = await page.evaluate(() => [
    Number.parseFloat(
      document
        .querySelector('sojourn-expiry-dialog')
        ?.shadowRoot?.querySelector('dialog')
        ?.style.getPropertyValue('--left') ?? '',
    ),
    1 - Number(document.querySelector<SVGElement>('#ring-left')?.style.strokeDashoffset),
  ])
  expect(dialog).toBeCloseTo(Number(ring))
  expect(dialog).toBeLessThan(0.4)
})

test('the button in the dialog keeps the session, and gives the focus back', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '3 s' })
  const warning = page.getByRole('dialog', { name: 'Are you still there?' })
  await warning.getByRole('button', { name: 'Stay signed in' }).press('Enter')
  await waitForStep(page, 'Renewed')
  await warning.waitFor({ state: 'hidden' })
  expect(await focusedId(page)).toBe('stay-title')
})

test('keepalive while open renews a session past its idle timeout', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '11 s' })
  await page.getByRole('radio', { name: 'While open' }).check()
  // Two renewals at half-time: by then the session is as old as its idle timeout.
  await stepsWith(page, 'Renewed').nth(1).waitFor({ timeout: 30_000 })
  await waitForTitle(page, 'Signed in as Ada')
})

test('keepalive while active renews on the user’s own input, and on nothing else', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '3 s' })
  await page.getByRole('radio', { name: 'While active' }).check()
  await page.waitForFunction(() => document.querySelector('#digits')?.textContent === '0:02')
  await page.keyboard.press('Shift')
  await waitForStep(page, 'Renewed')
  await waitForTitle(page, 'Your session expired')
})

test('activity renews nothing while it is paused', async () => {
  const page = await (await playground.person()).open()
  await signIn(page, { idleTimeout: '11 s' })
  await page.getByRole('radio', { name: 'While active' }).check()
  // The click itself may still renew, and for five seconds after a touch none follows anyway.
  await page.getByRole('checkbox', { name: 'Pause' }).check()
  await page.getByText('Paused: keepalive renews nothing.').waitFor()
  await page.waitForFunction(() => document.querySelector('#digits')?.textContent === '0:05')
  const before = await stepsWith(page, 'Renewed').count()
  await page.keyboard.press('Shift')
  await page.getByRole('dialog', { name: 'Are you still there?' }).waitFor()
  expect(await stepsWith(page, 'Renewed').count()).toBe(before)
})
