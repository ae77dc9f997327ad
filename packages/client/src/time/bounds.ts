import type { Answer } from '../http/send.ts'
import { warnLead } from '../state/transition.ts'

/** When a stay ends, on this machine's wall clock, as far as one answer tells. */
export interface Bounds {
  /** From then on the end is near. */
  readonly warnAt: number
  /** Until then the server keeps the stay for sure: its clock started after the request was sent. */
  readonly verifyAt: number
  /** From then on it does not, so asking is worth it; at most a second later. */
  readonly askAt: number
}

/** The bounds that an active answer sets. Only differences count, so a wrong clock changes nothing. */
export function boundsOf(
  { view, sentAt, receivedAt }: Answer<unknown>,
  warnBefore: number,
): Bounds | undefined {
  if (view.status === 'none') return undefined
  const verifyAt = sentAt + view.maxAge
  return {
    warnAt: verifyAt - warnLead(view, warnBefore),
    verifyAt,
    askAt: verifyAt + Math.min(receivedAt - sentAt, 1000),
  }
}
