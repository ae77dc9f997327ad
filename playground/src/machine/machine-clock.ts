import type { Clock } from '@sojourn/client'

/** A clock that sleeps and is set, as those of a real machine do and are. */
export interface MachineClock extends Clock {
  readonly isAsleep: boolean
  /** Stops timers and the monotonic clock; the wall clock goes on. */
  sleep(): void
  /** Timers go on with what they had left. */
  wake(): void
  /** By how many milliseconds the wall clock is ahead of the real one. */
  set(ahead: number): void
}

interface Timer {
  /** By the monotonic clock. */
  readonly dueAt: number
  readonly listener: () => void
  /** Of the real timer behind it. */
  handle?: ReturnType<typeof setTimeout>
}

export function createMachineClock(): MachineClock {
  const timers = new Set<Timer>()
  let ahead = 0
  let slept = 0
  let asleepSince: number | undefined

  const monotonic = (): number => (asleepSince ?? performance.now()) - slept
  function start(timer: Timer): void {
    timer.handle = setTimeout(
      () => {
        timers.delete(timer)
        timer.listener()
      },
      Math.max(0, timer.dueAt - monotonic()),
    )
  }
  return {
    now: () => Date.now() + ahead,
    monotonic,
    after(delay, listener) {
      const timer: Timer = { dueAt: monotonic() + delay, listener }
      timers.add(timer)
      if (asleepSince === undefined) start(timer)
      return () => {
        timers.delete(timer)
        clearTimeout(timer.handle)
      }
    },
    get isAsleep() {
      return asleepSince !== undefined
    },
    sleep() {
      asleepSince ??= performance.now()
      for (const { handle } of timers) clearTimeout(handle)
    },
    wake() {
      if (asleepSince === undefined) return
      slept += performance.now() - asleepSince
      asleepSince = undefined
      timers.forEach(start)
    },
    set(milliseconds) {
      ahead = milliseconds
    },
  }
}
