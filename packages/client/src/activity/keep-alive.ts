import type { Clock } from '../clock.ts'
import { type Env, isOnline } from '../env/env.ts'
import { listen } from '../env/listen.ts'
import { createAsker } from '../http/asker.ts'
import { createAlarm } from '../time/alarm.ts'

export interface KeepAliveContext {
  readonly clock: Clock
  readonly env: Env
  /** Renew by a timer, whatever the user does. */
  readonly isAlways: boolean
  /** When the next touch is worth its while, on the wall clock; without one there is nothing to renew. */
  readonly dueAt: () => number | undefined
  /** Sends a touch, or returns the promise of the one under way. */
  readonly touch: () => Promise<unknown>
  /** Calls a listener after each change of the state; returns its stop. */
  readonly subscribe: (listener: () => void) => () => void
}

/** What only a person does. A script causes trusted `scroll` events too, so they do not count. */
const inputs = ['pointerdown', 'pointermove', 'keydown', 'wheel']

/**
 * Touches when a renewal is due: on the user's input itself, never later by a timer, which would stretch the idle
 * timeout; or, with `isAlways`, by a timer. Silent while offline; returns its stop.
 */
export function keepAlive({ clock, env, isAlways, dueAt, touch, subscribe }: KeepAliveContext): () => void {
  const { ask, stop } = createAsker({
    clock,
    attempt: touch,
    mayAsk: () => isOnline(env) && (dueAt() ?? Infinity) <= clock.now(),
    isPersistent: isAlways,
  })
  const alarm = createAlarm(clock, ask)
  const arm = (): void => alarm.set(dueAt())
  if (isAlways) arm()

  const stopSource = isAlways
    ? subscribe(arm)
    : listen(env, inputs, ({ type, isTrusted, movementX, movementY }) => {
        // A layout change under a resting pointer fires a trusted `pointermove` as well, without a movement.
        if (isTrusted && (type !== 'pointermove' || movementX || movementY)) ask()
      })
  return () => {
    stopSource()
    alarm.set()
    stop()
  }
}
