import type { Page } from './page.ts'

/**
 * Whether the guard of the page at `href` has sent its visitors away six times within half a minute in this tab, as no person
 * makes it do: something sends them back each time. Then nothing more leads there. A guard of its own (`isGuard`) counts.
 */
export function isLoop(page: Page, href: string, now: number, isGuard: boolean): boolean {
  try {
    // A URL holds no space. Each guard of the same half minute leaves the same note.
    const note = `${Math.round(now / 30_000)}${href} `
    const notes = `${page.sessionStorage.sojournGuards}`
    if (isGuard) page.sessionStorage.sojournGuards = (notes + note).slice(-50_000)
    return notes.split(note).length > 6
  } catch {
    // Storage is missing, full or forbidden: nobody counts.
    return false
  }
}
