import { describe, expect, test } from 'vitest'
import { patience, type Tab } from '../tabs/support/tab.ts'
import type * as page from './support/page.ts'
import { useFirefox } from './support/stage.ts'

declare const app: typeof page

const stage = useFirefox()
const minute = 60_000
const touch = 'POST /session/touch'

const state = (tab: Tab): Promise<unknown> => tab.evaluate(() => app.session.getSnapshot())
const heard = (tab: Tab): Promise<string[]> => tab.evaluate(() => app.heard)
const painted = (tab: Tab): Promise<(string | null)[]> => tab.evaluate(() => app.painted)
const shown = (tab: Tab): Promise<string | null | undefined> =>
  tab.evaluate(() => document.querySelector('main')?.textContent)
const signOut = (tab: Tab): Promise<void> => tab.evaluate(async () => void (await app.session.end()))
const forgetFrames = (tab: Tab): Promise<void> => tab.evaluate(() => void app.painted.splice(0))

describe('signing in', () => {
  test('shows the page to its user, and to the other tab when it is seen', async () => {
    const { open, askers, forgetRequests, quiet } = await stage()
    const [hidden, tab] = [await open(), await open()]
    expect(await shown(tab)).toBe('none')
    await quiet()
    forgetRequests()
    await tab.evaluate(() => app.signIn('ada'))
    expect(await shown(tab)).toBe('the secrets of ada')
    await quiet()
    expect(askers).toEqual(['1'])
    await hidden.show()
    await expect.poll(() => shown(hidden), patience).toBe('the secrets of ada')
    expect(await heard(hidden)).toEqual(expect.arrayContaining(['hidden', 'visible', 'started']))
  })

  test('as somebody else is another identity in the other tab', async () => {
    const { openTwo } = await stage()
    const [hidden, tab] = await openTwo()
    await tab.evaluate(() => app.signIn('bob'))
    await hidden.show()
    await expect.poll(() => shown(hidden), patience).toBe('the secrets of bob')
    expect(await heard(hidden)).toContain('changed identity')
  })
})

describe('signing out', () => {
  test('is seen in the other tab at once, with no request of its own', async () => {
    const { openTwo, requests, quiet } = await stage()
    const [hidden, tab] = await openTwo()
    await signOut(tab)
    for (const each of [tab, hidden]) {
      await expect.poll(() => state(each), patience).toMatchObject({ status: 'none', reason: 'signed-out' })
      expect(await shown(each)).toBe('none')
    }
    await quiet()
    expect(requests).toEqual(['DELETE /session'])
    expect(await hidden.evaluate(() => document.hidden)).toBe(true)
  })

  test('is there at first sight where no message came, though the server takes its time', async () => {
    const { openTwo, stored, hold } = await stage()
    const [hidden, tab] = await openTwo({ without: 'BroadcastChannel' })
    await signOut(tab)
    await stored(tab, hidden)
    await forgetFrames(hidden)
    hold('requests')
    await hidden.show()
    await expect.poll(() => painted(hidden), patience).toContain('none')
    expect(await painted(hidden)).not.toContain('the secrets of ada')
  })

  test('shows nobody by Back what was private', async () => {
    const { openSignedIn, origin } = await stage()
    const tab = await openSignedIn()
    await forgetFrames(tab)
    await tab.goto(`${origin}/app?account`)
    await signOut(tab)
    await tab.back()
    await expect.poll(() => shown(tab), patience).toBe('none')
    expect(await tab.evaluate(() => location.search)).toBe('?tab=0')
    expect(await painted(tab)).not.toContain('the secrets of ada')
  })

  test('in another tab throws a private page out of the back/forward cache', async () => {
    const { openTwo, elsewhere } = await stage()
    const [other, tab] = await openTwo()
    await forgetFrames(tab)
    await tab.goto(elsewhere)
    await signOut(other)
    await tab.show()
    await tab.back()
    await expect.poll(() => shown(tab), patience).toBe('none')
    expect(await heard(tab)).not.toContain('restored')
    expect(await painted(tab)).not.toContain('the secrets of ada')
  })

  test('is read by a page that comes out of the back/forward cache', async () => {
    const { openTwo, stored, elsewhere, hold } = await stage()
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
})

describe('a stay', () => {
  const expiresAt = (tab: Tab): Promise<number | undefined> =>
    tab.evaluate(() => {
      const now = app.session.getSnapshot()
      return now.status === 'active' ? now.expiresAt : undefined
    })
  const touches = (requests: readonly string[]): number =>
    requests.filter((request) => request === touch).length

  test('is extended by a touch, in the other tab too', async () => {
    const { openTwo, requests, letPass } = await stage()
    const [hidden, tab] = await openTwo()
    const before = (await expiresAt(hidden)) ?? 0
    await letPass(10 * minute)
    await tab.evaluate(async () => void (await app.session.touch()))
    await expect.poll(() => heard(hidden), patience).toContain('extended')
    const after = await expiresAt(hidden)
    expect(after).toBe(await expiresAt(tab))
    expect(after).toBeGreaterThanOrEqual(before + 10 * minute)
    expect(touches(requests)).toBe(1)
  })

  test.each(['press', 'click', 'move', 'scroll'] as const)('is kept alive by a person: %s', async (act) => {
    const { openSignedIn, requests, letPass, quiet } = await stage()
    const tab = await openSignedIn({ keepAlive: 'active' })
    await letPass(2 * minute)
    await tab.evaluate(() => {
      for (const type of ['keydown', 'pointerdown', 'pointermove', 'wheel'])
        document.body.dispatchEvent(new Event(type, { bubbles: true }))
    })
    await quiet()
    expect(touches(requests)).toBe(0)
    await tab[act]()
    await expect.poll(() => touches(requests), patience).toBe(1)
    await expect.poll(() => heard(tab), patience).toContain('extended')
  })

  test('that nobody extends is over when its time is, for all tabs', async () => {
    const { openTwo, letPass, askers, requests, quiet } = await stage()
    const tabs = await openTwo()
    await letPass(29 * minute)
    await quiet()
    expect(await state(tabs[1])).toMatchObject({ status: 'active' })
    askers.splice(0)
    await letPass(2 * minute)
    await expect.poll(() => state(tabs[1]), patience).toMatchObject({ status: 'none', reason: 'expired' })
    for (const tab of tabs) await expect.poll(() => shown(tab), patience).toBe('none')
    await quiet()
    expect(askers).toEqual(['1'])
    expect(touches(requests)).toBe(0)
  })

  test('goes on on a page that comes out of the back/forward cache, covered until the server has said so', async () => {
    const { openSignedIn, elsewhere, hold } = await stage()
    const tab = await openSignedIn()
    await forgetFrames(tab)
    await tab.goto(elsewhere)
    const release = hold('requests')
    await tab.back()
    await expect.poll(() => painted(tab), patience).toContain('covered')
    release()
    await expect.poll(async () => (await heard(tab)).at(-1), patience).toBe('uncover')
    expect(await shown(tab)).toBe('the secrets of ada')
    expect(await painted(tab)).not.toContain('the secrets of ada')
  })
})
