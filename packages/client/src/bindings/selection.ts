import { shareStructure } from '../state/share-structure.ts'
import type { ActiveState, SessionState } from '../state/state.ts'
import type { RegisteredData } from './register.ts'

/** Returns the part of the state that a component uses. It may build new objects: equal content is no change. */
export type SessionSelector<Value> = (state: SessionState<RegisteredData>) => Value

export const whole: SessionSelector<SessionState<RegisteredData>> = (state) => state

export const activeSession: SessionSelector<ActiveState<RegisteredData> | undefined> = (state) =>
  state.status === 'active' ? state : undefined

/** Returns `previous` if `next` has equal content, so that a selector may build new objects; otherwise `next`. */
export function keepEqual<Value>(previous: unknown, next: Value): Value {
  const shared = shareStructure(previous, next)
  return shared === previous ? shared : next
}

/**
 * Returns the same value for the same selector and state, as React requires of a snapshot. A memory of a render that React
 * discarded does no harm: it only decides which of two equal values is returned.
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
