import type { Page } from './page.ts'

/** Counts a guard's redirect; whether it would be the fourth within 10 s in this tab. */
export function isLoop(page: Page, now: number): boolean {
  try {
    const { sessionStorage } = page
    // The last three times; whatever else stands there is no number, or long ago.
    const times = `${sessionStorage.sojournGuards}`.split(',')
    const isSoon = Math.abs(now - Number(times[0])) < 10_000
    if (!isSoon) sessionStorage.sojournGuards = [...times, now].slice(-3)
    return isSoon
  } catch {
    // Storage is missing, full or forbidden: nobody counts.
    return false
  }
}
