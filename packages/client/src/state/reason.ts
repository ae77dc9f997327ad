import type { NoneReason } from '@sojourn/contract'
import type { EndReason, SessionState } from './state.ts'

/** What else is known when the server says that there is no session. */
export interface EndFacts {
  /** It was asked to end it. */
  readonly isEnded: boolean
  /** There was a stay, and its time is over. */
  readonly isOver: boolean
  readonly serverSays: NoneReason | undefined
  /** Why the stay ended that the last document of this tab showed. */
  readonly lastDocumentSays: EndReason | undefined
}

/** Why there is no session now; the first line that applies. */
export function reasonOf(
  previous: SessionState,
  { isEnded, isOver, serverSays, lastDocumentSays }: EndFacts,
): EndReason {
  if (serverSays) return serverSays
  if (isEnded) return 'signed-out'
  // It ended earlier, and the server has forgotten why.
  if (previous.status === 'none') return previous.reason
  if (isOver) return 'expired'
  return previous.status === 'unknown' ? (lastDocumentSays ?? 'anonymous') : 'lost'
}
