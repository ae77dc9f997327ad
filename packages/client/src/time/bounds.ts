import type { Answer } from '../http/send.ts'

/** When a stay ends, on this machine's wall clock, as far as one answer tells. */
export interface Bounds {
  /** Until then the server keeps the stay for sure: its clock started after the request was sent. */
  readonly verifyAt: number
  /** From then on it does not, so asking is worth it; at most a second later. */
  readonly askAt: number
  /** When this was learned. */
  readonly receivedAt: number
}

/** The bounds that an active answer sets. Only differences count, so a wrong clock changes nothing. */
export function boundsOf({ view, sentAt, receivedAt }: Answer<unknown>): Bounds | undefined {
  if (view.status === 'none') return undefined
  const askAt = Math.min(receivedAt, sentAt + 1000) + view.maxAge
  return { verifyAt: sentAt + view.maxAge, askAt, receivedAt }
}
