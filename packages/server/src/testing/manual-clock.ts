import type { Clock } from '../clock.ts'

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves the time on by `ms` and calls, in the order they are due, the listeners whose time has come. */
  advance(ms: number): void
  /** How many listeners wait. */
  readonly pending: number
}

interface Timer {
  readonly due: number
  readonly listener: () => void
}

/** A clock for tests. It starts at `start` (epoch milliseconds; by default a moment in 2026). */
export function manualClock(start: number = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start
  const timers = new Set<Timer>()

  function next(until: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of timers) {
      if (timer.due <= until && (!first || timer.due < first.due)) first = timer
    }
    return first
  }

  return {
    now: () => now,
    after(delay, listener) {
      const timer = { due: now + Math.max(delay, 0), listener }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(ms) {
      const until = now + ms
      // Looked up anew each time: a listener may start or stop others.
      for (let timer = next(until); timer; timer = next(until)) {
        timers.delete(timer)
        now = Math.max(now, timer.due)
        timer.listener()
      }
      now = until
    },
    get pending() {
      return timers.size
    },
  }
}
