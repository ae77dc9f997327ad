import type { Clock } from '../clock.ts'
import type { Page } from './page.ts'
import type { HistoryAction } from './policy.ts'

/** Milliseconds after which a page that nothing hid counts as staying: a 204, a download, "Stay" in `beforeunload`. */
const patience = 3_000

/**
 * Navigates the document. Resolves `true` when the page left, `false` when it stayed. A target that differs in its hash
 * alone is reached within the page; `fresh` loads it anew.
 */
export function loadDocument(
  { href, hash }: URL,
  action: HistoryAction,
  fresh: boolean,
  page: Page,
  clock: Clock,
): Promise<boolean> {
  const { location, navigation } = page
  const listening = new AbortController()
  return new Promise<boolean>((resolve) => {
    const onStay = (): void => resolve(false)
    // It rejects when the browser gives the navigation up, or another one overtakes it.
    if (navigation)
      navigation
        .navigate(href, { history: action === 'assign' ? 'push' : 'replace' })
        .committed?.catch(onStay)
    else location[action](href)
    // The URL of a document that stays changes at once.
    if (hash && location.href === href) fresh ? location.reload() : resolve(true)

    clock.after(patience, onStay)
    page.addEventListener('pagehide', () => resolve(true), listening)
  }).finally(() => listening.abort())
}

/**
 * Resolves when an assign adds an entry: until the load handlers have run, every browser makes a replace of an assign
 * that no gesture of the user began. The Navigation API pushes at any time.
 */
export async function untilPushable(page: Page, clock: Clock): Promise<void> {
  if (page.navigation) return
  await new Promise<void>((resolve) => {
    const onLoad = (): unknown => clock.after(0, resolve)
    if (page.document.readyState === 'complete') onLoad()
    else page.addEventListener('load', onLoad)
  })
}
