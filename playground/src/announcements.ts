import { inWords } from './format.ts'

/** Where the time left is worth a word, in milliseconds: minutes first, then steps of 20 s, then the last call. */
const marks = [600_000, 300_000, 120_000, 60_000, 40_000, 20_000, 10_000]

/** What to say as the time left goes from `before` to `now`: a few words in a whole stay, never one each second. */
export function announcementAt(before: number, now: number): string | undefined {
  const crossed = marks.some((mark) => now <= mark && mark < before)
  return crossed ? `${inWords(now)} left in your session.` : undefined
}
