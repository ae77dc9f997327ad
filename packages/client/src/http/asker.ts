import type { Clock } from '../clock.ts'
import { backOff } from './retry.ts'

export interface Asker {
  /** Asks, unless the next try is waited for; `hurry` cuts the wait short. */
  ask(hurry?: boolean): void
  stop(): void
}

export interface AskerOptions {
  readonly clock: Clock
  /** Sends a question, or returns the promise of the one under way. Rejects when there was no verdict. */
  readonly attempt: () => Promise<unknown>
  /** False while nobody looks or there is no network: nothing is asked then, nor later by itself. */
  readonly mayAsk: () => boolean
}

/** Asks again, with back-off, until there is an answer. */
export function createAsker({ clock, attempt, mayAsk }: AskerOptions): Asker {
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
        if (current === question && mayAsk())
          stopWait = clock.after(backOff(++failures, error), () => ask(true))
      },
    )
  }
  return { ask, stop }
}
