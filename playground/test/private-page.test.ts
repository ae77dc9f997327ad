import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { usePlayground } from './playground.ts'
import { waitForTitle } from './session-page.ts'

const playground = usePlayground(undefined, { keepsPages: true })
const letter = 'the key lies under the third flowerpot'

/** Opens the private page, and signs in on the way. */
async function openPrivate(open: (path: string) => Promise<Page>): Promise<Page> {
  const page = await open('/private')
  await waitForTitle(page, 'Nobody is signed in')
  await page.getByText('Sign in, and you go on to /private.').waitFor()
  await page.getByLabel('Your name').fill('Ada')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText(letter).waitFor()
  return page
}

/** Each frame from now on: whether the letter can be seen. */
async function watchLetter(page: Page): Promise<boolean[]> {
  const frames: boolean[] = []
  page.on('console', (message) => {
    const [, seen] = message.text().match(/^letter seen: (true|false)$/) ?? []
    if (seen) frames.push(seen === 'true')
  })
  await page.evaluate(() => {
    const look = (): void => {
      console.log(`letter seen: ${!document.querySelector<HTMLElement>('#letter')?.hidden}`)
      requestAnimationFrame(look)
    }
    addEventListener('pageshow', look)
  })
  return frames
}

test('who is not signed in is sent to sign in, and comes back', async () => {
  const { open } = await playground.person()
  const page = await openPrivate(open)
  expect(new URL(page.url()).pathname).toBe('/private')
  expect(
    await page.evaluate(() => navigation.entries().map(({ url }) => url && new URL(url).pathname)),
  ).toEqual(['/private'])
})

test('Back covers the text until the server has said that the session goes on', async () => {
  const page = await openPrivate((await playground.person()).open)
  const frames = await watchLetter(page)
  await page.getByRole('link', { name: 'Leave for another page' }).click()
  await page.getByRole('button', { name: 'Go Back', exact: true }).click()
  await page.getByText(/covered for \d+ ms/).waitFor()
  await page.getByText(letter).waitFor()
  expect(frames[0]).toBe(false)
})

test('Back shows nothing of a session that was revoked meanwhile', async () => {
  const page = await openPrivate((await playground.person()).open)
  const frames = await watchLetter(page)
  await page.getByRole('link', { name: 'Leave for another page' }).click()
  await page.getByRole('button', { name: 'End the session, then go Back' }).click()
  await page.waitForURL('**/?returnTo=%2Fprivate')
  await page.getByText('Sign in, and you go on to /private.').waitFor()
  expect(frames.length).toBeGreaterThan(0)
  expect(frames).not.toContain(true)
})
