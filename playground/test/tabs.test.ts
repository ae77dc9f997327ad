import { expect, test } from 'vitest'
import { usePlayground } from './playground.ts'
import { signIn, timeLeft, waitForEvent, waitForTitle } from './session-page.ts'

const playground = usePlayground()

test('signing in and out in one tab is seen in the other', async () => {
  const { open } = await playground.person()
  const [one, two] = [await open(), await open()]
  await signIn(one)
  await waitForTitle(two, 'Signed in as Ada')
  await two.getByRole('button', { name: 'Sign out' }).click()
  await waitForTitle(one, 'You signed out')
})

test('a touch in one tab lengthens the countdown of the other', async () => {
  const { open } = await playground.person()
  const one = await open()
  await signIn(one)
  const two = await open()
  await two.waitForFunction(() => document.querySelector('#digits')?.textContent === '14:57')
  await one.getByRole('button', { name: 'Stay signed in' }).click()
  await waitForEvent(two, 'extended')
  expect(await timeLeft(two)).toBeGreaterThanOrEqual(14 * 60_000 + 59_000)
})
