import type { Clock } from '../clock.ts'

/** A clock that stands still until a test advances it. */
export interface ManualClock extends Clock {
  /** Advances the time by `ms` milliseconds, and calls the listeners that are then due, in order. */
  advance(ms: number): void
  /** The number of listeners that are waiting. */
  readonly pending: number
}

interface Timer {
  readonly due: number
  readonly listener: () => void
}

/**
 * Creates a clock for tests, which stands still until `advance` is called.
 *
 * @param start - Where it starts, in epoch milliseconds. Default: the first of January 2026.
 * @example
 * const clock = manualClock()
 * const sessions = createSessions({ secret, clock, store: memoryStore({ clock }) })
 * clock.advance(30 * 60_000)
 */
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
