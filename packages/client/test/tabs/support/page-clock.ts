import { type Clock, systemClock } from '../../../src/clock.ts'

interface Timer {
  readonly at: number
  readonly listener: () => void
  stop(): void
}

export interface PageClock extends Clock {
  /** Goes on from where the tabs of this origin have come to, and lets what is due by then happen. */
  catchUp(): void
}

// Kept, for a page may hide it from the client.
const storage = localStorage
const key = 'time that was let pass'

/** Lets time pass for all tabs of this origin; answers what has passed in all. None does what is due before it catches up. */
export function letPass(milliseconds: number): number {
  storage.setItem(key, String(passed() + milliseconds))
  return passed()
}

/** How much was let pass so far, as far as this tab knows: others hear of it a moment later. */
export const passed = (): number => Number(storage.getItem(key))

/** Real time, and what was let pass besides, on both clocks. */
export function createPageClock(): PageClock {
  const timers = new Set<Timer>()
  const monotonic = (): number => systemClock.monotonic() + passed()

  function arm(timer: Timer): void {
    timer.stop()
    timer.stop = systemClock.after(Math.max(0, timer.at - monotonic()), () => {
      timers.delete(timer)
      timer.listener()
    })
  }
  function catchUp(): void {
    for (const timer of [...timers]) arm(timer)
  }
  // What came due while the page stood still happens late, as with the browser's own timers.
  for (const type of ['pageshow', 'resume']) addEventListener(type, catchUp, { capture: true })

  return {
    now: () => systemClock.now() + passed(),
    monotonic,
    after(delay, listener) {
      const timer: Timer = { at: monotonic() + delay, stop: () => {}, listener }
      timers.add(timer)
      arm(timer)
      return () => {
        timers.delete(timer)
        timer.stop()
      }
    },
    catchUp,
  }
}
