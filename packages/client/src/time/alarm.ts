import { type Clock, maxDelay } from '../clock.ts'

/** One timer for many times: it rings at the first of them. */
export interface Alarm {
  /**
   * Sets it to the next of these times after `time`, at which they were looked at, instead of what it was set to. What has
   * come since then is not missed.
   */
  set(times: readonly number[], time: number): void
  /** Rings at once where it would not within so many milliseconds, so that it is set anew. */
  wake(delay: number): void
  stop(): void
}

export function createAlarm(clock: Clock, now: () => number, ring: () => void): Alarm {
  let ringsAt = 0
  let stop = (): void => {}
  return {
    set(times, time) {
      stop()
      const delay = Math.min(maxDelay, ...times.map((at) => at - time).filter((left) => left > 0))
      ringsAt = time + delay
      stop = clock.after(delay, ring)
    },
    wake(delay) {
      if (now() + delay < ringsAt) ring()
    },
    stop: () => stop(),
  }
}
