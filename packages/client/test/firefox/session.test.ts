import { describe, expect, test } from 'vitest'
import { minute } from '../support/durations.ts'
import { testBackForwardCache } from '../tabs/support/back-forward-cache.ts'
import { forgetFrames, heard, painted, shown, signOut, state, touches } from '../tabs/support/look.ts'
import { patience, type Tab } from '../tabs/support/tab.ts'
import type * as page from './support/page.ts'
import { useFirefox } from './support/stage.ts'

declare const app: typeof page

const stage = useFirefox()

testBackForwardCache(stage)

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
})

describe('a stay', () => {
  const expiresAt = (tab: Tab): Promise<number | undefined> =>
    tab.evaluate(() => {
      const now = app.session.getSnapshot()
      return now.status === 'active' ? now.expiresAt : undefined
    })

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
})
