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

/** The last moment of a `Date` (ECMA-262, time values), in milliseconds. */
const lastMoment = 8.64e15

/**
 * Reads the answer of an endpoint exactly as `viewSchema` does, but without zod, so that no page has to load it.
 * Of a newer server's answer it leaves out the fields that it does not know, and a reason that it does not know.
 *
 * @throws {TypeError} for what is no view; the message names the first field that is wrong.
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
