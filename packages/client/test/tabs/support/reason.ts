import { describe, expect, test } from 'vitest'
import { minute } from '../../support/durations.ts'
import type * as page from './page.ts'
import type { Stage } from './stage.ts'
import { patience, type Tab } from './tab.ts'

declare const app: typeof page

const signInPage = '/app/sign-in'
const ways = [
  ['expired', ({ letPass }: Stage) => letPass(31 * minute), true],
  // The server is not told why an administrator ended it.
  [
    'lost',
    async ({ revoke }: Stage, tab: Tab) => {
      await revoke('ada')
      await tab.evaluate(() => void app.session.refresh())
    },
    true,
  ],
  ['signed-out', (_: Stage, tab: Tab) => tab.evaluate(() => void app.session.end()), false],
] as const

/** What is known of the session, and where, once another page has come; nothing until then. */
const look = (tab: Tab) =>
  tab
    .evaluate(() => {
      const state = app.session.getSnapshot()
      return {
        path: location.pathname,
        parameters: [...new URLSearchParams(location.search)],
        reason: state.status === 'none' && state.reason,
      }
    })
    .catch(() => undefined)

/** Why one is on the page to sign in on: tests for the browser of a stage. */
export function testReason(stage: () => Promise<Stage>): void {
  describe('the page to sign in on says why one is there, once, and no address does:', () => {
    test.each(ways)('%s', async (reason, end, returns) => {
      const on = await stage()
      const tab = await on.openSignedIn()
      await tab.evaluate((target) => {
        app.session.on('ended', ({ state }) =>
          app.session.redirect(target, { reason: state.reason, returnTo: true }),
        )
      }, signInPage)
      await end(on, tab)
      const parameters = returns ? [['returnTo', '/app?tab=0']] : []
      await expect.poll(() => look(tab), patience).toEqual({ path: signInPage, parameters, reason })
      await tab.evaluate(() => location.reload()).catch(() => {})
      await expect
        .poll(() => look(tab), patience)
        .toEqual({ path: signInPage, parameters, reason: 'anonymous' })
    })
  })
}
