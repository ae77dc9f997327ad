import { describe, expect, test } from 'vitest'
import type * as page from './support/page.ts'
import { useStage } from './support/stage.ts'
import { patience, type Tab } from './support/tab.ts'

declare const app: typeof page

const stage = useStage()

const heard = (tab: Tab): Promise<string[]> => tab.evaluate(() => app.heard)
const painted = (tab: Tab): Promise<(string | null)[]> => tab.evaluate(() => app.painted)
const shown = (tab: Tab): Promise<string | null | undefined> =>
  tab.evaluate(() => document.querySelector('main')?.textContent)
const signOut = (tab: Tab): Promise<void> => tab.evaluate(async () => void (await app.session.end()))
/** What a page that goes has painted so far says nothing of what it shows when it is back. */
const forgetFrames = (tab: Tab): Promise<void> => tab.evaluate(() => void app.painted.splice(0))

describe('a page with a client that keeps the stay alive', () => {
  test('may be kept for Back, and asks once when it is back', async () => {
    const { openSignedIn, elsewhere, requests, quiet } = await stage()
    const tab = await openSignedIn({ keepAlive: 'active' })
    await tab.goto(elsewhere)
    await tab.back()
    await expect.poll(() => heard(tab), patience).toContain('restored')
    await quiet()
    expect(requests).toEqual(['GET /session'])
  })

  test('is not lost because somebody is active in another tab', async () => {
    const { openTwo, elsewhere, letPass, requests } = await stage()
    const [other, tab] = await openTwo({ keepAlive: 'active' })
    await tab.goto(elsewhere)
    await other.show()
    await letPass(120_000)
    await other.press()
    await expect.poll(() => requests, patience).toContain('POST /session/touch')
    await expect.poll(() => heard(other), patience).toContain('extended')
    await tab.show()
    await tab.back()
    await expect.poll(() => heard(tab), patience).toContain('restored')
  })

  test('works on when it is back: it hears the others, and touches', async () => {
    const { openTwo, elsewhere, letPass, requests, quiet } = await stage()
    const [other, tab] = await openTwo({ keepAlive: 'active' })
    await tab.goto(elsewhere)
    await tab.back()
    await expect.poll(() => heard(tab), patience).toContain('restored')
    await quiet()
    await other.evaluate(async () => void (await app.session.touch()))
    await expect.poll(() => heard(tab), patience).toContain('extended')
    await letPass(120_000)
    await tab.press()
    await expect
      .poll(() => requests.filter((request) => request === 'POST /session/touch'), patience)
      .toHaveLength(2)
  })
})

describe('a private page is thrown out of the cache', () => {
  test('by a sign-out in another tab', async () => {
    const { openTwo, elsewhere } = await stage()
    const [other, tab] = await openTwo()
    await tab.goto(elsewhere)
    await signOut(other)
    await tab.show()
    await tab.back()
    await expect.poll(() => shown(tab), patience).toBe('none')
    expect(await heard(tab)).not.toContain('restored')
    expect(await painted(tab)).not.toContain('the secrets of ada')
  })

  test('by a sign-out on the next page', async () => {
    const { openSignedIn, origin } = await stage()
    const tab = await openSignedIn()
    await tab.goto(`${origin}/app?account`)
    await signOut(tab)
    await tab.back()
    await expect.poll(() => shown(tab), patience).toBe('none')
    expect(await heard(tab)).not.toContain('restored')
    expect(await painted(tab)).not.toContain('the secrets of ada')
  })

  test('by a sign-in as somebody else', async () => {
    const { openTwo, elsewhere } = await stage()
    const [other, tab] = await openTwo()
    await tab.goto(elsewhere)
    await other.evaluate(() => app.signIn('bob'))
    await tab.show()
    await tab.back()
    await expect.poll(() => shown(tab), patience).toBe('the secrets of bob')
    expect(await heard(tab)).not.toContain('restored')
    expect(await painted(tab)).not.toContain('the secrets of ada')
  })
})

test('where the browser keeps a private page all the same, nobody sees what was on it', async () => {
  const { openTwo, stored, elsewhere, hold } = await stage()
  // What cannot be said evicts nobody.
  const [other, tab] = await openTwo({ without: 'BroadcastChannel' })
  await forgetFrames(tab)
  await tab.goto(elsewhere)
  await signOut(other)
  await stored(other, tab)
  await tab.show()
  hold('requests')
  await tab.back()
  await expect.poll(() => heard(tab), patience).toContain('restored')
  await expect.poll(() => painted(tab), patience).toContain('none')
  expect(await painted(tab)).not.toContain('the secrets of ada')
})

test('a restored page can be covered until the server has said that the stay goes on', async () => {
  const { openSignedIn, elsewhere, hold } = await stage()
  const tab = await openSignedIn()
  await forgetFrames(tab)
  await tab.goto(elsewhere)
  const release = hold('requests')
  await tab.back()
  await expect.poll(() => painted(tab), patience).toContain('covered')
  expect(await painted(tab)).not.toContain('the secrets of ada')
  release()
  await expect.poll(async () => (await heard(tab)).at(-1), patience).toBe('uncover')
  expect(await shown(tab)).toBe('the secrets of ada')
})
