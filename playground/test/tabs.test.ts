import { expect, test } from 'vitest'
import { usePlayground } from './playground.ts'
import { signIn, timeLeft, waitForStep, waitForTitle } from './session-page.ts'

const playground = usePlayground()

test('signing in and out in one tab is seen in the other', async () => {
  const { open } = await playground.person()
  const [one, two] = [await open(), await open()]
  await signIn(one)
  await waitForTitle(two, 'Signed in as Ada')
  await two.getByRole('button', { name: 'Sign out' }).click()
  await waitForTitle(one, 'You signed out')
})

test('a plain form in another window signs out, and the page knows', async () => {
  const { open } = await playground.person()
  const page = await open()
  await signIn(page)
  const opening = page.context().waitForEvent('page')
  await page.getByRole('button', { name: 'End it in another window' }).click()
  await (await opening).getByText('has signed you out').waitFor()
  await waitForTitle(page, 'Your session is gone')
  await waitForStep(page, /GET \/session because the cookie of the sign-in changed/)
})

test('each tab has a name of its own, and keeps it', async () => {
  const { open } = await playground.person()
  const one = await open()
  await one.waitForFunction(() => document.title === 'A · Sojourn playground')
  await waitForTitle(one, 'Nobody is signed in')
  const opening = one.context().waitForEvent('page')
  await signIn(one)
  await one.getByRole('link', { name: 'Open another tab' }).click()
  const two = await opening
  await two.waitForFunction(() => document.title === 'B · Sojourn playground')
  await one.close()
  await two.reload()
  await two.waitForFunction(() => document.title === 'B · Sojourn playground')
})

test('a touch in one tab lengthens the countdown of the other', async () => {
  const { open } = await playground.person()
  const one = await open()
  await signIn(one)
  const two = await open()
  await two.waitForFunction(() => document.querySelector('#digits')?.textContent === '14:57')
  await one.getByRole('button', { name: 'Stay signed in' }).click()
  await waitForStep(two, /Renewed ends [\d:]+, was [\d:]+ other tab/)
  expect(await timeLeft(two)).toBeGreaterThanOrEqual(14 * 60_000 + 59_000)
})
