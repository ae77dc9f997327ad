import type { SessionState } from '../state/state.ts'
import type { Bounds } from '../time/bounds.ts'

/**
 * When a touch is next worth its while, on the wall clock: for a person at work, as soon as the server no longer takes
 * the last renewal as fresh; for a page that is merely open, at half-time. Not where the absolute timeout ends the stay
 * first, nor when it may be over already: a touch helps neither.
 */
export function touchDueAt(state: SessionState, [, verifyAt]: Bounds, isAlways: boolean): number {
  if (state.status !== 'active' || state.limit === 'absolute' || state.phase === 'verifying') return Infinity
  const { originalMaxAge, renewEvery } = state
  return verifyAt - originalMaxAge + (isAlways ? originalMaxAge / 2 : renewEvery)
}
