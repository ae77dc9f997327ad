import { type Clock, createTimer } from '../clock.ts'

export interface WakeWatch {
  /** Whether the clocks parted by over a second since the last look: the machine slept, or somebody set its clock. */
  check(): boolean
  /** Looks every two seconds, until stopped. */
  start(): void
  stop(): void
}

/** Compares the wall clock with the monotonic one, for timers stand still in sleep and tell nobody. */
export function createWakeWatch(clock: Clock, onWake: () => void): WakeWatch {
  const distance = (): number => clock.now() - clock.monotonic()
  let last = distance()
  const timer = createTimer(clock)

  function check(): boolean {
    const before = last
    last = distance()
    return Math.abs(last - before) > 1000
  }
  function start(): void {
    timer(2000, start)
    if (check()) onWake()
  }
  return {
    check,
    start,
    stop: timer,
  }
}
