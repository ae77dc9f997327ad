import type { EndReason, SessionState } from './state.ts'

/**
 * Why there is no session now; the first line that applies. `told`: the server's word. `isEnd`: the session was ended on
 * request of this client. `isOver`: there was a session, and its time is over. `left`: why the session ended that the last
 * document of this tab showed.
 */
export function reasonOf(
  previous: SessionState,
  told: EndReason | undefined,
  isEnd: boolean | undefined,
  isOver: boolean | undefined,
  left: EndReason | undefined,
): EndReason {
  if (told) return told
  if (isEnd) return 'signed-out'
  // It ended earlier, and the server has forgotten why.
  if (previous.status === 'none') return previous.reason
  if (isOver) return 'expired'
  return previous.status === 'unknown' ? (left ?? 'anonymous') : 'lost'
}
