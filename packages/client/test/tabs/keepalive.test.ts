import { describe, expect, test } from 'vitest'
import { minute } from '../support/durations.ts'
import { touches } from './support/look.ts'
import type * as page from './support/page.ts'
import { useStage } from './support/stage.ts'
import { patience, type Tab } from './support/tab.ts'

declare const app: typeof page

const stage = useStage()
const touch = 'POST /session/touch'

const extensions = (tab: Tab): Promise<number> =>
  tab.evaluate(() => app.heard.filter((event) => event === 'extended').length)

describe('twelve tabs', () => {
  test('in which something is done at the same moment send one touch', async () => {
    const { openMany, requests, letPass, hold } = await stage()
    const tabs = await openMany(12, { keepAlive: 'active' })
    await letPass(2 * minute)
    // None can hear of the answer to another before it has decided for itself.
    const release = hold('requests')
    await Promise.all(tabs.map((tab) => tab.evaluate(() => app.session.activity.report())))
    const skips = async (): Promise<number> => {
      const heard = await Promise.all(tabs.map((tab) => tab.evaluate(() => app.heard)))
      return heard.flat().filter((event) => event === 'skip').length
    }
    await expect.poll(skips, patience).toBe(11)
    release()
    for (const tab of tabs) await expect.poll(() => extensions(tab), patience).toBe(1)
    expect(touches(requests)).toBe(1)
  })

  test('kept alive as long as they are open touch once each time it is due, and all hear of it', async () => {
    const { openMany, requests, letPass, quiet } = await stage()
    const tabs = await openMany(12, { keepAlive: 'open' })
    for (let due = 1; due <= 3; due++) {
      await letPass(16 * minute)
      for (const tab of tabs) await expect.poll(() => extensions(tab), patience).toBe(due)
    }
    // The timers of hidden tabs fire once a second.
    await quiet(1500)
    expect(touches(requests)).toBe(3)
  })
})

test('a person at work in several tabs touches once each time it is due', async () => {
  const { openMany, requests, forgetRequests, letPass, quiet } = await stage()
  const tabs = await openMany(3, { keepAlive: 'active' })
  for (const round of [tabs, tabs.toReversed()]) {
    await letPass(2 * minute)
    forgetRequests()
    for (const tab of round) {
      await tab.show()
      await tab.press()
      await tab.click()
      await quiet()
    }
    expect(touches(requests)).toBe(1)
  }
})

test('who presses the button is not put off by what another tab has just sent', async () => {
  const { openTwo, requests } = await stage()
  for (const tab of await openTwo({ keepAlive: 'active' }))
    await tab.evaluate(async () => void (await app.session.touch()))
  expect(requests).toEqual([touch, touch])
})

test('a tab that was frozen with its touch under way starves nobody', async () => {
  const { openTwo, requests, forgetRequests, letPass, hold, quiet } = await stage()
  const [holder, other] = await openTwo({ keepAlive: 'active' })
  await letPass(2 * minute)
  // The server never gets to see it.
  hold('requests')
  await holder.show()
  await holder.press()
  await expect.poll(() => touches(requests), patience).toBe(1)
  await other.show()
  await holder.freeze()
  await quiet()
  forgetRequests()
  await other.press()
  await quiet()
  expect(touches(requests)).toBe(0)
  // Nobody can be waiting for the answer any more.
  await letPass(6000)
  await other.press()
  await expect.poll(() => touches(requests), patience).toBe(1)
})

test('what a frozen tab meant to touch for is over when it is back', async () => {
  const { openTwo, requests, letPass, quiet } = await stage()
  const [frozen] = await openTwo({ keepAlive: 'active' })
  await letPass(2 * minute)
  await frozen.freeze()
  await frozen.evaluate(() => app.session.activity.report())
  await quiet()
  const before = touches(requests)
  await letPass(20 * minute)
  await frozen.resume()
  await quiet()
  expect(touches(requests)).toBe(before)
})

test.each(['localStorage', 'BroadcastChannel'] as const)(
  'without %s the stay is kept alive',
  async (without) => {
    const { openTwo, requests, letPass, quiet } = await stage()
    const tabs = await openTwo({ keepAlive: 'active', without })
    await letPass(2 * minute)
    for (const tab of tabs) {
      await tab.show()
      await tab.press()
      await quiet()
      await expect.poll(() => touches(requests), patience).toBeGreaterThanOrEqual(1)
      const state = await tab.evaluate(() => app.session.getSnapshot())
      expect(state).toMatchObject({ status: 'active', stale: false })
    }
    expect(touches(requests)).toBeLessThanOrEqual(2)
  },
)
