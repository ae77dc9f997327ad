import type { Clock } from '../clock.ts'
import { type Env, listen } from '../env/env.ts'
import { isOnline } from '../env/presence.ts'
import { backOff } from '../http/retry.ts'
import { createAlarm } from '../time/alarm.ts'

export interface KeepAliveContext {
  readonly clock: Clock
  readonly env: Env
  /** When the next touch is worth its while, on the wall clock; without one there is nothing to renew. */
  readonly dueAt: () => number | undefined
  readonly touch: () => Promise<unknown>
  /** Calls a listener after each change of the state; returns its stop. */
  readonly subscribe: (listener: () => void) => () => void
}

/** What only a person does. A script causes trusted `scroll` events too, so they do not count. */
const inputs = ['pointerdown', 'pointermove', 'keydown', 'wheel']

/** Whether a person did it: a layout change under a resting pointer fires a trusted `pointermove`, without a movement. */
function isFromUser(event: Event & { movementX?: number; movementY?: number }): boolean {
  return event.isTrusted && (event.type !== 'pointermove' || !!(event.movementX || event.movementY))
}

/**
 * Touches when a renewal is due: on the user's input itself, never later by a timer, which would stretch the idle
 * timeout; or, with `isAlways`, by a timer, whatever the user does. Silent while offline; returns its stop.
 */
export function keepAlive(context: KeepAliveContext, isAlways: boolean): () => void {
  const { clock, env, dueAt, touch, subscribe } = context
  const alarm = createAlarm(clock, renew)
  let failures = 0
  let isBusy = false
  let stopWait: (() => void) | undefined

  function renew(): void {
    if (isBusy || !isOnline(env) || (dueAt() ?? Infinity) > clock.now()) return
    isBusy = true
    touch().then(
      () => {
        failures = 0
        isBusy = false
      },
      (error) => {
        stopWait = clock.after(backOff(++failures, error), () => {
          isBusy = false
          arm()
        })
      },
    )
  }
  function arm(): void {
    if (isAlways) alarm.set(dueAt())
  }

  arm()
  const stops = [
    subscribe(arm),
    listen(env, isAlways ? [] : inputs, (event) => {
      if (isFromUser(event)) renew()
    }),
  ]
  return () => {
    for (const stop of stops) stop()
    alarm.set()
    stopWait?.()
  }
}
