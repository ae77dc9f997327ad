import { expect, test } from 'vitest'
import { usePlayground } from './playground.ts'
import { focusedId, signIn, timeLeft, waitForStep, waitForTitle } from './session-page.ts'

const playground = usePlayground()

test('a visitor is told that nobody is signed in, and gets no cookie', async () => {
  const { context, open } = await playground.person()
  const page = await open()
  await waitForTitle(page, 'Nobody is signed in')
  expect(await context.cookies()).toEqual([])
})

test('signing in starts a session, and the cookie is out of reach of scripts', async () => {
  const { context, open } = await playground.person()
  const page = await open()
  await signIn(page, { name: 'Grace' })

  const cookies = await context.cookies()
  expect(cookies.find(({ name }) => name === 'sojourn-playground')).toMatchObject({
    httpOnly: true,
    sameSite: 'Lax',
  })
  expect(await page.locator('#view').textContent()).toContain('"name": "Grace"')
})

test('the countdown agrees with the server within a second', async () => {
  const page = await (await playground.person()).open()
  await signIn(page)
  const { maxAge, shown } = await page.evaluate(async () => {
    const { maxAge } = await (await fetch('/session')).json()
    return { maxAge, shown: document.querySelector('#digits')?.textContent ?? '' }
  })
  const [minutes, seconds] = shown.split(':').map(Number)
  expect(Math.abs((Number(minutes) * 60 + Number(seconds)) * 1000 - maxAge)).toBeLessThanOrEqual(1000)
})

test('a refresh in the middle continues the countdown and does not start it anew', async () => {
  const page = await (await playground.person()).open()
  await signIn(page)
  const endsAt = async (): Promise<number> =>
    page.evaluate(async () => (await (await fetch('/session')).json()).expiresAt)
  const before = await endsAt()
  await page.waitForFunction(() => document.querySelector('#digits')?.textContent === '14:57')

  await page.reload()
  await waitForTitle(page, 'Signed in as Ada')
  expect(await timeLeft(page)).toBeLessThanOrEqual(14 * 60_000 + 57_000)
  expect(await endsAt()).toBe(before)
})

test('the button renews the session', async () => {
  const page = await (await playground.person()).open()
  await signIn(page)
  await page.waitForFunction(() => document.querySelector('#digits')?.textContent === '14:57')

  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await waitForStep(page, 'Renewed')
  expect(await timeLeft(page)).toBeGreaterThanOrEqual(14 * 60_000 + 59_000)
})

test('another idle timeout counts at once', async () => {
  const page = await (await playground.person()).open()
  await signIn(page)
  await page.getByRole('radio', { name: '1 min' }).check()
  await page.waitForFunction(() =>
    /^(1:00|0:5\d)$/.test(document.querySelector('#digits')?.textContent ?? ''),
  )
})

test('the timeline names what happened', async () => {
  const page = await (await playground.person()).open()
  await signIn(page)
  await waitForStep(page, /Sign-in ends [\d:]{8}, says the server/)
  await page.getByRole('radio', { name: '1 min' }).check()
  await waitForStep(page, /Idle timeout changed ends [\d:]{8}, was [\d:]{8}, says the server/)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await waitForStep(page, 'Sign-out says the server')
})

test('a stranger is told what this is, finds the guide, and parallel writes first', async () => {
  const page = await (await playground.person()).open()
  await waitForTitle(page, 'Nobody is signed in')
  await page.getByText('Sojourn is a library for cookie sessions').waitFor()
  expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toBe('Parallel writes')
  const words = await page.locator('body').textContent()
  expect(words?.match(/\b(verdict|tombstone|lease|peek|snapshot|a stay|the stay)s?\b/gi)).toBe(null)
  await page.getByRole('link', { name: 'Read the guide' }).click()
  await waitForTitle(page, 'Sojourn')
  await page.getByRole('navigation', { name: 'Guide' }).getByRole('link', { name: 'The client' }).click()
  await waitForTitle(page, 'The client')
})

test('signing out ends the session, says why, and removes the cookie', async () => {
  const { context, open } = await playground.person()
  const page = await open()
  await signIn(page)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await waitForTitle(page, 'You signed out')
  expect(await context.cookies()).toEqual([])
})

test('the keyboard alone signs in and out', async () => {
  const page = await (await playground.person()).open()
  await waitForTitle(page, 'Nobody is signed in')
  const focused = (): Promise<string> => focusedId(page)
  const tabTo = async (id: string): Promise<void> => {
    for (let steps = 0; steps < 30 && (await focused()) !== id; steps += 1) await page.keyboard.press('Tab')
    expect(await focused()).toBe(id)
  }

  await tabTo('name')
  await page.keyboard.type('Ada')
  await page.keyboard.press('Enter')
  await waitForTitle(page, 'Signed in as Ada')
  // The form is gone: the focus is where the news is, not lost on the body.
  expect(await focused()).toBe('stay-title')

  await tabTo('end')
  await page.keyboard.press('Enter')
  await waitForTitle(page, 'You signed out')
  expect(await focused()).toBe('stay-title')
})
