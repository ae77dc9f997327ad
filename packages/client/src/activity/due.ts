import type { SessionState } from '../state/state.ts'
import type { Bounds } from '../time/bounds.ts'

/** When a session is kept alive: after input of the user (`active`), or as long as the page is open (`open`). */
export type KeepAlivePolicy = 'active' | 'open'

/**
 * When the next touch is due, in the client's time: for `active` as soon as the server would renew the session again, for `open`
 * after half of the idle timeout. Never if the absolute timeout ends the session first, or if it may have ended already.
 */
export function dueAt(policy: KeepAlivePolicy, state: SessionState, [, verifyAt]: Bounds): number {
  if (state.status !== 'active' || state.limit === 'absolute' || state.phase === 'verifying') return Infinity
  const { originalMaxAge, renewEvery } = state
  return verifyAt - originalMaxAge + (policy === 'open' ? originalMaxAge / 2 : renewEvery)
}
