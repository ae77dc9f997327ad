import { type Clock, createTimer } from '../clock.ts'

/** The longest delay that timers take; one more, and they fire at once. */
const longest = 2 ** 31 - 1

export interface Alarm {
  /** Rings at `time` on the wall clock, in place of what was set before; never, without one. */
  set(time?: number): void
}

/** One timer, chained over delays of any length, which looks at the clock again before it rings. */
export function createAlarm(clock: Clock, ring: () => void): Alarm {
  const timer = createTimer(clock)

  function set(time = Infinity): void {
    const delay = time - clock.now()
    timer()
    if (delay < Infinity)
      timer(Math.max(0, Math.min(delay, longest)), () => (clock.now() < time ? set(time) : ring()))
  }
  return { set }
}
