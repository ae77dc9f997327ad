import { describe, expect, test } from 'vitest'
import { shown, signOut, state } from './support/look.ts'
import type * as page from './support/page.ts'
import { useStage } from './support/stage.ts'
import { patience, type Tab } from './support/tab.ts'

declare const app: typeof page

const stage = useStage()

const firstSight = (tab: Tab): Promise<string | null | undefined> => tab.evaluate(() => app.painted[0])

describe('a sign-out', () => {
  test('reaches twelve tabs with one request', async () => {
    const { openMany, requests, quiet } = await stage()
    const tabs = await openMany(12)
    await signOut(tabs[0])
    for (const tab of tabs)
      await expect.poll(() => state(tab), patience).toMatchObject({ status: 'none', reason: 'signed-out' })
    await quiet()
    expect(requests).toEqual(['DELETE /session'])
  })

  test('is not undone by an answer that was on its way', async () => {
    const { openTwo, hold, requests, quiet } = await stage()
    const [one, other] = await openTwo()
    const release = hold('answers', '1')
    await other.evaluate(() => void app.session.refresh())
    await expect.poll(() => requests, patience).toEqual(['GET /session'])
    await signOut(one)
    await expect.poll(() => state(other), patience).toMatchObject({ status: 'none' })
    release()
    await quiet()
    expect(await state(other)).toMatchObject({ status: 'none', reason: 'signed-out' })
    expect(await other.evaluate(() => app.heard.filter((event) => event === 'started'))).toHaveLength(1)
  })

  test.each([
    ['hidden', {}],
    ['hidden', { without: 'BroadcastChannel' }],
    ['frozen', {}],
    ['frozen', { without: 'BroadcastChannel' }],
  ] as const)(
    'is there before a %s tab is seen again, though the server takes its time: %o',
    async (how, parameters) => {
      const { openTwo, stored, hold } = await stage()
      const [tab, other] = await openTwo(parameters)
      if (how === 'frozen') await tab.freeze()
      await signOut(other)
      await stored(other, tab)
      await tab.evaluate(() => void app.painted.splice(0))
      hold('requests')
      await tab.show()
      await expect.poll(() => firstSight(tab), patience).toBe('none')
      expect(await state(tab)).toMatchObject({ status: 'none', reason: 'signed-out' })
      expect(await tab.evaluate(() => app.heard.includes('freeze'))).toBe(how === 'frozen')
    },
  )

  test('does not stand in the way of who signs in again', async () => {
    const { openTwo, stored } = await stage()
    const [hidden, other] = await openTwo({ without: 'BroadcastChannel' })
    await signOut(other)
    await other.evaluate(() => app.signIn('ada'))
    await stored(other, hidden)
    await hidden.show()
    await expect.poll(() => shown(hidden), patience).toBe('the secrets of ada')
  })

  test('is not forgotten because somebody else signs in and out after it', async () => {
    const { openTwo, stored, hold } = await stage()
    const [hidden, other] = await openTwo({ without: 'BroadcastChannel' })
    await signOut(other)
    await other.evaluate(() => app.signIn('bob'))
    await signOut(other)
    await stored(other, hidden)
    await hidden.evaluate(() => void app.painted.splice(0))
    hold('requests')
    await hidden.show()
    await expect.poll(() => firstSight(hidden), patience).toBe('none')
  })
})

describe('a sign-in', () => {
  test('reaches all: the tab that is seen asks, each other one when it is seen', async () => {
    const { open, askers, forgetRequests, quiet } = await stage()
    const [first, second, third, seen] = [await open(), await open(), await open(), await open()]
    await quiet()
    forgetRequests()
    await second.evaluate(() => app.signIn('ada'))
    await expect.poll(() => shown(seen), patience).toBe('the secrets of ada')
    await quiet()
    const others = (): string[] => askers.filter((asker) => asker !== '1').toSorted()
    expect(others()).toEqual(['3'])
    for (const tab of [first, second, third]) {
      await tab.show()
      await expect.poll(() => shown(tab), patience).toBe('the secrets of ada')
    }
    await quiet()
    expect(others()).toEqual(['0', '2', '3'])
  })

  test('is believed where another tab gets its answer first', async () => {
    const { open, hold } = await stage()
    const [hidden, seen] = [await open(), await open()]
    const release = hold('answers', '0')
    const signedIn = hidden.evaluate(() => app.signIn('ada'))
    await expect.poll(() => shown(seen), patience).toBe('the secrets of ada')
    // What the tab that is seen tells of it is on its way.
    await seen.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)))
    release()
    await signedIn
    expect(await state(hidden)).toMatchObject({ status: 'active' })
  })

  test('as somebody else is another identity in every tab', async () => {
    const { openMany } = await stage()
    const tabs = await openMany(3)
    await tabs[0].evaluate(() => app.signIn('bob'))
    for (const tab of tabs.toReversed()) {
      await tab.show()
      await expect.poll(() => shown(tab), patience).toBe('the secrets of bob')
      const changes = await tab.evaluate(() => app.heard.filter((event) => event.startsWith('changed')))
      expect(changes).toEqual(['changed identity'])
    }
  })

  test('is lived through by a frozen tab, which asks when it is back', async () => {
    const { openTwo } = await stage()
    const [frozen, other] = await openTwo()
    await frozen.freeze()
    await other.evaluate(() => app.signIn('bob'))
    await frozen.show()
    await expect.poll(() => shown(frozen), patience).toBe('the secrets of bob')
  })
})

test('what tabs tell each other, and what they leave in the storage, holds no data', async () => {
  const { openTwo } = await stage()
  const [one, other] = await openTwo({ keepAlive: 'active' })
  await other.evaluate(async () => void (await app.session.touch()))
  await other.evaluate(() => app.signIn('bob'))
  await one.show()
  await expect.poll(() => shown(one), patience).toBe('the secrets of bob')
  await signOut(other)
  await expect.poll(() => shown(one), patience).toBe('none')
  const posted = await other.evaluate(() => app.posted)
  expect(posted.length).toBeGreaterThanOrEqual(3)
  // What evicts a page from the back/forward cache apart from what must not.
  expect(new Set(posted.map(({ channel }) => channel)).size).toBe(2)
  const stored = await other.evaluate(() => Object.entries(localStorage))
  expect(JSON.stringify(stored)).toContain('signed-out')
  expect(JSON.stringify([posted, stored])).not.toMatch(/ada|bob|"data"|"name"/)
})
