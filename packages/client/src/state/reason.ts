import type { NoneReason } from '@sojourn/contract'
import type { EndReason, SessionState } from './state.ts'

/**
 * Why there is no session now; the first line that applies. `told`: the server's word. `isEnded`: it was asked to end it.
 * `isOver`: there was a stay, and its time is over. `left`: why the stay ended that the last document of this tab showed.
 */
export function reasonOf(
  previous: SessionState,
  told: NoneReason | undefined,
  isEnded: boolean,
  isOver: boolean,
  left: EndReason | undefined,
): EndReason {
  if (told) return told
  if (isEnded) return 'signed-out'
  // It ended earlier, and the server has forgotten why.
  if (previous.status === 'none') return previous.reason
  if (isOver) return 'expired'
  return previous.status === 'unknown' ? (left ?? 'anonymous') : 'lost'
}
