import type { Page } from './page.ts'

const key = 'sojourn:redirects'
const limit = 10
const span = 30_000

/** Counts a redirect of this tab: `true` when ten came before it within 30 s. Blocked storage counts nothing. */
export function isLooping(page: Page, now: number): boolean {
  try {
    const times = `${now},${page.sessionStorage.getItem(key)}`.split(',', limit + 1)
    page.sessionStorage.setItem(key, times.join())
    return Math.abs(now - Number(times[limit])) < span
  } catch {
    return false
  }
}
