import { describe, expect, test } from 'vitest'
import { testBackForwardCache } from './support/back-forward-cache.ts'
import { heard, painted, shown } from './support/look.ts'
import type * as page from './support/page.ts'
import { useStage } from './support/stage.ts'
import { patience } from './support/tab.ts'

declare const app: typeof page

const stage = useStage()

testBackForwardCache(stage)

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
