/**
 * A live session, as the browser may see it. Times are epoch milliseconds on the server's clock, durations milliseconds. For a
 * session without end `expiresAt`, `maxAge` and `originalMaxAge` are Infinity, which JSON writes as null.
 */
export interface ActiveView<Data = unknown> {
  readonly status: 'active'
  /**
   * The public name of the session, no credential. It stays the same while the session ID is rotated: this span is called a
   * stay. `regenerate` and another subject begin a new one.
   */
  readonly id: string
  /** The result of the server's option `expose`; absent without that option. */
  readonly data?: Data
  /** When the session began. */
  readonly createdAt: number
  /** When the session ends without further activity. */
  readonly expiresAt: number
  /** When the session ends despite activity: the absolute timeout. `null` for never. */
  readonly endsAt: number | null
  /** Milliseconds until `expiresAt`, when the server answered. */
  readonly maxAge: number
  /** The idle timeout that a touch renews, in milliseconds. */
  readonly originalMaxAge: number
  /** Milliseconds between two renewals by activity: to touch more often has no effect. */
  readonly renewEvery: number
  /** Grows with each change of the stored data, within one `id`. */
  readonly version: number
  /** The time of the server's clock when it answered. */
  readonly now: number
}

/** Why there is no session, if the server knows. */
export type NoneReason = 'signed-out' | 'expired' | 'revoked'

/** There is no session. That is a state, not an error. */
export interface NoneView {
  readonly status: 'none'
  readonly now: number
  readonly reason?: NoneReason
}

/** The response of every session endpoint. */
export type SessionView<Data = unknown> = ActiveView<Data> | NoneView

/** The maximum of a `Date` (ECMA-262, time values), in milliseconds. */
const lastMoment = 8.64e15

/**
 * Parses the response of an endpoint exactly as `viewSchema` does, but without zod, so that pages need not load it. Fields and
 * reasons that it does not know, of a newer server, are dropped.
 *
 * @throws {TypeError} if it is not a view; the message names the first wrong field.
 */
export function readView(answer: unknown): SessionView {
  const view: Record<string, unknown> = {}
  for (const [name, isRight] of Object.entries(checks)) {
    // A view without a session has no other field that may be wrong.
    if (view.status === 'none' && name !== 'now') continue
    const value: unknown = name ? Reflect.get(Object(answer), name) : answer
    if (!isRight(value)) throw new TypeError(`No session view: ${name}`)
    // JSON has no Infinity, and writes null.
    if (name) view[name] = value === null && name !== 'endsAt' ? Infinity : value
  }
  const rest = Object(answer)
  if (view.status === 'active') {
    if ('data' in rest) view.data = rest.data
  } else if (reasons.includes(rest.reason)) view.reason = rest.reason
  // Each field has been checked.
  return view as unknown as SessionView
}

const reasons: readonly unknown[] = ['signed-out', 'expired', 'revoked'] satisfies NoneReason[]

const isAmount = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= lastMoment
const isAmountOrNull = (value: unknown): boolean => value === null || isAmount(value)

/** What the answer itself and each of its fields must be, in the order in which they are read. */
const checks: Record<string, (value: unknown) => boolean> = {
  '': (value) => typeof value === 'object' && !!value && !Array.isArray(value),
  status: (value) => value === 'active' || value === 'none',
  id: (value) => typeof value === 'string' && value !== '',
  createdAt: isAmount,
  expiresAt: isAmountOrNull,
  endsAt: isAmountOrNull,
  maxAge: isAmountOrNull,
  originalMaxAge: isAmountOrNull,
  renewEvery: isAmount,
  version: isAmount,
  now: isAmount,
}
