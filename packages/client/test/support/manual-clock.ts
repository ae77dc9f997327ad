import type { Clock } from '../../src/clock.ts'

export interface ManualClock extends Clock {
  /** Lets time pass on both clocks; timers that come due fire in order. */
  advance(milliseconds: number): void
  /** Moves the wall clock alone: somebody set it, or the machine slept. */
  shiftWall(milliseconds: number): void
  /** How many timers are set. */
  timers(): number
}

export function manualClock(start = 1_700_000_000_000): ManualClock {
  let wall = start
  let mono = 0
  const timers = new Set<{ at: number; listener: () => void }>()

  return {
    now: () => wall,
    monotonic: () => mono,
    after(delay, listener) {
      if (delay > 2 ** 31 - 1) throw new RangeError(`A timer of ${delay} ms would fire at once`)
      const timer = { at: mono + delay, listener }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(milliseconds) {
      const end = mono + milliseconds
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        timers.delete(next)
        wall += next.at - mono
        mono = next.at
        next.listener()
      }
      wall += end - mono
      mono = end
    },
    shiftWall(milliseconds) {
      wall += milliseconds
    },
    timers: () => timers.size,
  }
}
