import type { NoneReason } from '@sojourn/contract'
import type { EndReason, SessionState } from './state.ts'

/** Why there is no session now, from what was known before; the first line that applies. */
export function reasonOf(
  previous: SessionState,
  isEnded: boolean,
  serverSays: NoneReason | undefined,
): EndReason {
  if (serverSays) return serverSays
  if (isEnded) return 'signed-out'
  // It ended earlier, and the server has forgotten why.
  if (previous.status === 'none') return previous.reason
  if (previous.status === 'unknown') return 'anonymous'
  return previous.phase === 'verifying' ? 'expired' : 'lost'
}
