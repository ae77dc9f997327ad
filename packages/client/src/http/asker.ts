import type { Clock } from '../clock.ts'
import { backOff } from './retry.ts'

export interface Asker {
  /** Asks, unless the wait after a failure is not over; `hurry` cuts it short. */
  ask(hurry?: boolean): void
  stop(): void
}

export interface AskerOptions {
  readonly clock: Clock
  /** Sends a question, or returns the promise of the one under way. Rejects when there was no verdict. */
  readonly attempt: () => Promise<unknown>
  /** False while there is no reason to ask, or no way. */
  readonly mayAsk: () => boolean
  /** Whether to ask again by itself when the wait is over. */
  readonly isPersistent: boolean
}

/** Asks, and after a failure not again before its back-off. */
export function createAsker({ clock, attempt, mayAsk, isPersistent }: AskerOptions): Asker {
  let failures = 0
  let current: Promise<unknown> | undefined
  let stopWait: (() => void) | undefined

  function stop(): void {
    stopWait?.()
    stopWait = undefined
  }
  function ask(hurry?: boolean): void {
    if ((stopWait && !hurry) || !mayAsk()) return
    stop()
    const question = attempt()
    if (question === current) return
    current = question
    question.then(
      () => {
        failures = 0
      },
      (error) => {
        if (current !== question || !mayAsk()) return
        stopWait = clock.after(backOff(++failures, error), () => {
          stop()
          if (isPersistent) ask()
        })
      },
    )
  }
  return { ask, stop }
}
