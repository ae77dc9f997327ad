import { describe, expect, test } from 'vitest'
import { minute } from '../../support/durations.ts'
import type { AppOptions } from './app.ts'
import { shown } from './look.ts'
import type * as page from './page.ts'
import type { Stage } from './stage.ts'
import { patience, type Tab } from './tab.ts'

declare const app: typeof page

interface Other {
  /** A window beside, with a page that has no client. */
  readonly beside: Tab
  /** The tab of the app that is seen. */
  readonly seen: Tab
}

const traced = (tab: Tab): Promise<string[]> => tab.evaluate(() => app.traced)

async function signOutByForm({ beside }: Other): Promise<void> {
  await beside.evaluate(() => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: '/sign-out' })
    document.body.append(form)
    form.submit()
  })
}
/** As a person does it: what a script opens by itself is blocked. */
async function signInByPopup({ seen }: Other): Promise<void> {
  await seen.evaluate(() => {
    const button = document.body.appendChild(document.createElement('button'))
    Object.assign(button.style, { position: 'fixed', inset: '0' })
    button.onclick = () => void open('/sign-in?name=bob&then=/elsewhere', '_blank', 'popup')
  })
  await seen.click()
}
export async function signOutByLink({ beside }: Pick<Other, 'beside'>): Promise<void> {
  await beside.evaluate(() => {
    const link = Object.assign(document.createElement('a'), { href: '/sign-out' })
    document.body.append(link)
    link.click()
  })
}

const ways = [
  ['a form that signs out', signOutByForm, 'none'],
  ['a popup that signs somebody else in', signInByPopup, 'the secrets of bob'],
  ['a link that signs out in another window', signOutByLink, 'none'],
] as const

/** What a person sees who did not make the change: tests for the browser of a stage. */
export function testOtherHands(stage: (options?: AppOptions) => Promise<Stage>): void {
  /** A tab that is hidden, one that is seen, and a window beside; `act` returns when its page is there. */
  async function prepare(options: AppOptions) {
    const on = await stage(options)
    const [hidden, seen] = await on.openTwo()
    const beside = await on.openElsewhere()
    await on.quiet()
    on.forgetRequests()
    for (const tab of [hidden, seen]) await tab.evaluate(() => void app.traced.splice(0))
    async function act(way: (other: Other) => Promise<void>): Promise<void> {
      on.visits.length = 0
      await way({ beside, seen })
      await expect.poll(() => on.visits, patience).toEqual(['/elsewhere'])
    }
    return { ...on, hidden, seen, act }
  }

  describe('a page without the client changes the session:', () => {
    test.each(ways)('%s is seen at once, by one request of the tab that is seen', async (_, way, shows) => {
      const { act, hidden, seen, askers, quiet } = await prepare({ announce: true })
      await act(way)
      await expect.poll(() => shown(seen), patience).toBe(shows)
      await quiet()
      expect(await traced(seen)).toContain('get cookie')
      expect(askers).toEqual(['1'])
      for (const tab of [seen, hidden]) expect(await tab.evaluate(() => document.hidden)).toBe(tab === hidden)
      await hidden.show()
      await expect.poll(() => shown(hidden), patience).toBe(shows)
    })

    test.each([
      ['header', ...ways[0]],
      [false, ...ways[2]],
    ] as const)('announce: %o, %s is seen on return', async (announce, _, way, shows) => {
      const { act, hidden, seen, requests, letPass, quiet } = await prepare({ announce })
      await act(way)
      await quiet()
      expect(await shown(seen)).toBe('the secrets of ada')
      expect(await traced(seen)).toEqual([])
      expect(requests).toEqual([])
      await letPass(minute)
      await hidden.show()
      await expect.poll(() => shown(hidden), patience).toBe(shows)
      await seen.show()
      await expect.poll(() => shown(seen), patience).toBe(shows)
    })
  })
}
