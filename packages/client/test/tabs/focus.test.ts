import { describe, expect, test } from 'vitest'
import type * as page from './support/page.ts'
import { type Stage, useStage } from './support/stage.ts'
import { patience, type Tab } from './support/tab.ts'

declare const app: typeof page

const stage = useStage()

describe('a focus', () => {
  test('asks nothing where the last answer is fresh', async () => {
    const { openMany, requests, quiet } = await stage()
    const tabs = await openMany(3)
    for (const tab of tabs) await tab.show()
    await quiet()
    expect(requests).toEqual([])
  })

  test('asks once, and of twelve tabs only the one that is seen', async () => {
    const { openMany, requests, askers, forgetRequests, letPass, quiet } = await stage()
    const tabs = await openMany(12)
    await letPass(60_000)
    await quiet()
    forgetRequests()
    for (const [number, tab] of tabs.slice(0, 4).entries()) {
      await tab.show()
      await expect.poll(() => askers.length, patience).toBe(number + 1)
      await quiet()
    }
    expect(requests).toEqual(Array(4).fill('GET /session'))
    expect(askers).toEqual(['0', '1', '2', '3'])
  })
})

describe('the end of an idle stay', () => {
  async function expire({ letPass, askers, quiet }: Stage): Promise<void> {
    await letPass(31 * 60_000)
    await expect.poll(() => askers.length, patience).toBeGreaterThan(0)
    await quiet()
  }

  test('is asked about once, by the tab that is seen, and none believes in it any more', async () => {
    const on = await stage()
    const tabs = await on.openMany(4)
    await expire(on)
    expect(on.requests).toEqual(['GET /session'])
    expect(on.askers).toEqual(['3'])
    const believes = (tab: Tab): Promise<boolean> =>
      tab.evaluate(() => {
        const state = app.session.getSnapshot()
        return state.status === 'active' && state.phase !== 'verifying'
      })
    for (const tab of tabs) await expect.poll(() => believes(tab), patience).toBe(false)
  })

  test('is seen at first sight, without waiting for the server', async () => {
    const on = await stage()
    const [hidden, other] = await on.openTwo()
    await expire(on)
    await on.stored(other, hidden)
    await hidden.evaluate(() => void app.painted.splice(0))
    on.hold('requests')
    await hidden.show()
    await expect.poll(() => hidden.evaluate(() => app.painted[0]), patience).toBe('none')
  })
})
