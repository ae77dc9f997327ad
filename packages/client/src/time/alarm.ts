import { maxDelay } from '../clock.ts'

/** Milliseconds from `now` to the first of the times that are to come, as far as a timer reaches. */
export function delayTo(times: readonly number[], now: number): number {
  return Math.min(maxDelay, ...times.map((at) => at - now).filter((left) => left > 0))
}
