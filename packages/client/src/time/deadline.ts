import type { Clock } from '../clock.ts'
import { createAlarm } from './alarm.ts'
import type { Bounds } from './bounds.ts'

export interface Deadline {
  /** Takes the bounds of the newest answer; tells nobody yet. */
  set(bounds: Bounds | undefined): void
  /** Looks at the clock, tells what was reached since the last look, each once, and looks again at the next. */
  check(): void
  /** Looks no more by itself, until the next `check`. */
  stop(): void
  bounds(): Bounds | undefined
}

/** What is reached, in this order: the end is near; the stay may be over; it is, if nobody extended it. */
const steps = ['expiring', 'verifying', 'over'] as const
export type Step = (typeof steps)[number]

export function createDeadline(
  clock: Clock,
  isRunning: () => boolean,
  onReach: (step: Step) => void,
): Deadline {
  const alarm = createAlarm(clock, check)
  let bounds: Bounds | undefined
  let times: readonly number[] = []
  let reached = 0

  function check(): void {
    // `onReach` may set new bounds.
    for (
      let step = steps[reached];
      step && (times[reached] ?? Infinity) <= clock.now();
      step = steps[reached]
    ) {
      reached++
      onReach(step)
    }
    if (isRunning()) alarm.set(times[reached])
  }
  return {
    set(next) {
      bounds = next
      reached = 0
      times = next ? [next.warnAt, next.verifyAt, next.askAt] : []
    },
    check,
    stop: () => alarm.set(),
    bounds: () => bounds,
  }
}
