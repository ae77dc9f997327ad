/**
 * A live stay, as the browser may see it. Every time is epoch milliseconds on the server's clock. Where a stay has no end
 * `expiresAt`, `maxAge` and `originalMaxAge` are Infinity, which JSON writes as null.
 */
export interface ActiveView<Data = unknown> {
  readonly status: 'active'
  /** An opaque name of the stay, no credential: kept by touch and rotate, new at regenerate and for another subject. */
  readonly id: string
  /** What the server's `expose` returned; absent without one. */
  readonly data?: Data
  readonly createdAt: number
  /** When the stay ends if nobody moves. */
  readonly expiresAt: number
  /** When the stay ends whatever happens: the absolute timeout. `null`: never. */
  readonly endsAt: number | null
  /** Milliseconds left, as the server answered. */
  readonly maxAge: number
  /** Milliseconds that a touch grants. */
  readonly originalMaxAge: number
  /** Milliseconds for which the server takes a renewal as fresh: no use in touching more often. */
  readonly renewEvery: number
  /** Grows with each change of the stored data, within one `id`. */
  readonly version: number
  /** The server's clock as it answered. */
  readonly now: number
}

/** Why the server says that there is no session, where it knows. */
export type NoneReason = 'signed-out' | 'expired' | 'revoked'

/** No session: a state, not an error. */
export interface NoneView {
  readonly status: 'none'
  readonly now: number
  readonly reason?: NoneReason
}

/** What every endpoint answers. */
export type SessionView<Data = unknown> = ActiveView<Data> | NoneView
