import { shareStructure } from '../state/share-structure.ts'
import type { ActiveState, SessionState } from '../state/state.ts'
import type { RegisteredData } from './register.ts'

/** What a component reads of the state. */
export type SessionSelector<Value> = (state: SessionState<RegisteredData>) => Value

export const whole: SessionSelector<SessionState<RegisteredData>> = (state) => state

export const activeSession: SessionSelector<ActiveState<RegisteredData> | undefined> = (state) =>
  state.status === 'active' ? state : undefined

/** `previous` as long as `next` equals it, so that a selector may build what it returns; else `next` itself. */
export function keepEqual<Value>(previous: unknown, next: Value): Value {
  const shared = shareStructure(previous, next)
  return shared === previous ? shared : next
}

/**
 * Selects the same twice where selector and state are, as React asks of a snapshot. What it remembers of a render that React
 * threw away is right all the same: it decides no more than which of two equal values is handed out.
 */
export function createSelect(): (
  selector: SessionSelector<unknown>,
  state: SessionState<RegisteredData>,
) => unknown {
  let lastSelector: unknown
  let lastState: unknown
  let value: unknown
  return (selector, state) => {
    if (lastSelector !== selector || lastState !== state) value = keepEqual(value, selector(state))
    lastSelector = selector
    lastState = state
    return value
  }
}
