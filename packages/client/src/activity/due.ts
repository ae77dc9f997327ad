import type { SessionState } from '../state/state.ts'
import type { Bounds } from '../time/bounds.ts'

/** For whom a session is kept alive: for a person at work, or for a page that is merely open. */
export type KeepAlivePolicy = 'active' | 'open'

/**
 * When a touch is next worth its while, in the client's time: for a person, as soon as the server no longer takes the last
 * renewal as fresh; for an open page at half-time. Not where the absolute timeout ends the stay first, nor when it may be
 * over already: a touch helps neither.
 */
export function dueAt(policy: KeepAlivePolicy, state: SessionState, [, verifyAt]: Bounds): number {
  if (state.status !== 'active' || state.limit === 'absolute' || state.phase === 'verifying') return Infinity
  const { originalMaxAge, renewEvery } = state
  return verifyAt - originalMaxAge + (policy === 'open' ? originalMaxAge / 2 : renewEvery)
}
