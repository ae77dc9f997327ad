import type { Clock } from '../clock.ts'
import { createAlarm } from './alarm.ts'
import type { Bounds } from './bounds.ts'

export interface DeadlineListener {
  /** The end is near. */
  onWarn(): void
  /** The stay may be over. */
  onVerify(): void
  /** It is over, if nobody extended it. */
  onAsk(): void
}

export interface Deadline {
  /** Takes the bounds of the newest answer, and how long before the end it is near; tells nobody yet. */
  set(bounds: Bounds | undefined, lead: number): void
  /** Looks at the clock and tells what was reached since the last look, each once. */
  check(): void
  /** From now on the clock is looked at by itself, until stopped. */
  start(): void
  stop(): void
  bounds(): Bounds | undefined
  /** Whether the end is near or past. */
  isNear(): boolean
}

export function createDeadline(clock: Clock, { onWarn, onVerify, onAsk }: DeadlineListener): Deadline {
  const alarm = createAlarm(clock, check)
  let bounds: Bounds | undefined
  let steps: [time: number, tell: () => void][] = []
  let reached = 0
  let isRunning = false

  function check(): void {
    const now = clock.now()
    // Each step counts itself before it tells, for the listener may set new bounds.
    for (let step = steps[reached]; step && step[0] <= now; step = steps[reached]) {
      reached++
      step[1]()
    }
    if (isRunning) alarm.set(steps[reached]?.[0])
  }
  return {
    set(next, lead) {
      bounds = next
      reached = 0
      steps = next
        ? [
            [next.verifyAt - lead, onWarn],
            [next.verifyAt, onVerify],
            [next.askAt, onAsk],
          ]
        : []
    },
    check,
    start() {
      isRunning = true
      check()
    },
    stop() {
      isRunning = false
      alarm.set()
    },
    bounds: () => bounds,
    isNear: () => (steps[0]?.[0] ?? Infinity) <= clock.now(),
  }
}
