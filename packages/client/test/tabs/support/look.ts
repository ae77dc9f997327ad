import type * as page from './page.ts'
import type { Tab } from './tab.ts'

declare const app: typeof page

export const state = (tab: Tab): Promise<ReturnType<typeof app.session.getSnapshot>> =>
  tab.evaluate(() => app.session.getSnapshot())
export const heard = (tab: Tab): Promise<string[]> => tab.evaluate(() => app.heard)
export const painted = (tab: Tab): Promise<(string | null)[]> => tab.evaluate(() => app.painted)
export const shown = (tab: Tab): Promise<string | null | undefined> =>
  tab.evaluate(() => document.querySelector('main')?.textContent)
export const signOut = (tab: Tab): Promise<void> => tab.evaluate(async () => void (await app.session.end()))
/** What a page that goes has painted so far says nothing of what it shows when it is back. */
export const forgetFrames = (tab: Tab): Promise<void> => tab.evaluate(() => void app.painted.splice(0))

export function touches(requests: readonly string[]): number {
  return requests.filter((request) => request === 'POST /session/touch').length
}
