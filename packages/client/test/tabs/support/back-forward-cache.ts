import { describe, expect, test } from 'vitest'
import type { AppOptions } from './app.ts'
import { forgetFrames, heard, painted, shown, signOut } from './look.ts'
import type { Stage } from './stage.ts'
import { patience } from './tab.ts'

/** What Back shows of a private page: tests for the browser of a stage. */
export function testBackForwardCache(stage: (options?: AppOptions) => Promise<Stage>): void {
  describe('a private page is thrown out of the back/forward cache', () => {
    test('by a sign-out in another tab', async () => {
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

    test('by a sign-out on the next page', async () => {
      const { openSignedIn, origin } = await stage()
      const tab = await openSignedIn()
      await forgetFrames(tab)
      await tab.goto(`${origin}/app?account`)
      await signOut(tab)
      await tab.back()
      await expect.poll(() => shown(tab), patience).toBe('none')
      expect(await tab.evaluate(() => location.search)).toBe('?tab=0')
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
    expect(await painted(tab)).not.toContain('the secrets of ada')
  })
}
