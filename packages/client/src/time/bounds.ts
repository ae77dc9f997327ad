import type { ActiveView } from '@sojourn/contract'
import type { EndReason, Phase } from '../state/state.ts'

/** An answer of the server, or what it must have been as others tell; and the client's time before and after it. */
export interface Answer<Data> {
  readonly view:
    | ActiveView<Data>
    | {
        readonly status: 'none'
        readonly now: number
        readonly id?: undefined
        readonly reason?: EndReason | undefined
      }
  readonly sentAt: number
  readonly receivedAt: number
}

/** When a stay ends, in the client's time, as far as one answer tells. */
export type Bounds = readonly [
  /** From then on the end is near; never before `askAt` where nobody wants to be warned. */
  warnAt: number,
  /** Until then the server keeps the stay for sure: its clock started after the request was sent. */
  verifyAt: number,
  /** From then on it does not, so asking is worth it; at most a second later. */
  askAt: number,
]

/** Where there is no stay, nothing is left and nothing is to be asked. */
export const noBounds: Bounds = [Infinity, 0, Infinity]

/** The bounds that an answer sets. Only differences count, so a wrong clock changes nothing. */
export function boundsOf({ view, sentAt, receivedAt }: Answer<unknown>, warnBefore: number): Bounds {
  if (view.status === 'none') return noBounds
  const verifyAt = sentAt + view.maxAge
  const askAt = verifyAt + Math.min(receivedAt - sentAt, 1000)
  return [warnBefore > 0 ? verifyAt - Math.min(warnBefore, view.originalMaxAge / 3) : askAt, verifyAt, askAt]
}

export function phaseAt(now: number, [warnAt, verifyAt]: Bounds): Phase {
  if (now >= verifyAt) return 'verifying'
  return now >= warnAt ? 'expiring' : 'steady'
}
