import type { Page } from './page.ts'

/**
 * Whether the guard of the page at `href` has already redirected six times within half a minute in this tab. No person is that
 * fast: some program sends the visitor back each time. `isGuard` counts this redirect, for later calls.
 */
export function isLoop(page: Page, href: string, now: number, isGuard: boolean): boolean {
  try {
    // A note is the half minute and the URL; the space ends it, because a URL holds none.
    const note = `${Math.round(now / 30_000)}${href} `
    const notes = `${page.sessionStorage.sojournGuards}`
    if (isGuard) page.sessionStorage.sojournGuards = (notes + note).slice(-50_000)
    return notes.split(note).length > 6
  } catch {
    // Storage is missing, full or forbidden: redirects are not counted.
    return false
  }
}
