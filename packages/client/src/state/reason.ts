import type { EndReason, SessionState } from './state.ts'

interface ReasonFacts {
  /** The server's word. */
  readonly told?: EndReason | undefined
  /** The session was ended on request of this client. */
  readonly isEnd?: boolean
  /** There was a session, and its time is over. */
  readonly isOver?: boolean
  /** Why the session ended that the last document of this tab showed. */
  readonly left?: EndReason | undefined
}

/** Why there is no session now; the first line that applies. */
export function reasonOf(previous: SessionState, { told, isEnd, isOver, left }: ReasonFacts): EndReason {
  if (told) return told
  if (isEnd) return 'signed-out'
  // It ended earlier, and the server has forgotten why.
  if (previous.status === 'none') return previous.reason
  if (isOver) return 'expired'
  return previous.status === 'unknown' ? (left ?? 'anonymous') : 'lost'
}
