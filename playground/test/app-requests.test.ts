import { expect, test } from 'vitest'
import { usePlayground } from './playground.ts'
import { signIn, stepsWith, timeLeft, waitForStep, waitForTitle } from './session-page.ts'

const playground = usePlayground()

test('a request of the app extends the countdown without a session request', async () => {
  const page = await (await playground.person()).open()
  await signIn(page)
  await page.waitForFunction(() => document.querySelector('#digits')?.textContent === '14:56')
  const asked = await stepsWith(page, '/session').count()
  await page.getByText('The button renews the session, and so do the app’s own requests.').waitFor()

  await page.getByRole('button', { name: 'Send an app request' }).click()
  await waitForStep(page, /Renewed ends .*says the answer to an app request/)
  expect(await timeLeft(page)).toBeGreaterThanOrEqual(14 * 60_000 + 58_000)
  expect(await stepsWith(page, '/session').count()).toBe(asked)
  expect(await page.locator('#app-answer').textContent()).toMatch(
    /^200 OK\nSojourn-Session: active; id=[\w-]+; max-age=\d+$/,
  )
})

test('an end that only the server knows shows with the next 401, after one question', async () => {
  const page = await (await playground.person()).open()
  await signIn(page)
  await page.getByRole('button', { name: 'End the session on the server' }).click()
  await waitForStep(page, 'Ended on the server')
  await waitForTitle(page, 'Signed in as Ada')
  await page.getByRole('button', { name: 'Ask the server' }).click()
  await page.getByRole('row', { name: 'Status none active browser is behind' }).waitFor()

  const request = page.getByRole('button', { name: 'Send an app request' })
  await request.click()
  await waitForTitle(page, 'Your session is gone')
  await request.click()
  await page.getByText('401 Unauthorized').waitFor()
  expect(await stepsWith(page, 'because an app request had news').count()).toBe(1)
})
