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
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) throw new TypeError(message(''))

  function field<Value>(name: Field, isRight: (value: unknown) => value is Value): Value {
    const value: unknown = Reflect.get(Object(answer), name)
    if (isRight(value)) return value
    throw new TypeError(message(name))
  }

  const status = field('status', isStatus)
  if (status === 'none') {
    const now = field('now', isAmount)
    const reason: unknown = Reflect.get(answer, 'reason')
    return isReason(reason) ? { status, now, reason } : { status, now }
  }
  return {
    status,
    id: field('id', isName),
    ...('data' in answer && { data: answer.data }),
    createdAt: field('createdAt', isAmount),
    // JSON has no Infinity, and writes null.
    expiresAt: field('expiresAt', isAmountOrNull) ?? Infinity,
    endsAt: field('endsAt', isAmountOrNull),
    maxAge: field('maxAge', isAmountOrNull) ?? Infinity,
    originalMaxAge: field('originalMaxAge', isAmountOrNull) ?? Infinity,
    renewEvery: field('renewEvery', isAmount),
    version: field('version', isAmount),
    now: field('now', isAmount),
  }
}

type Field = keyof ActiveView | keyof NoneView

const message = (field: string): string => `No session view: ${field}`

const isStatus = (value: unknown): value is SessionView['status'] => value === 'active' || value === 'none'
const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isReason = (value: unknown): value is NoneReason =>
  value === 'signed-out' || value === 'expired' || value === 'revoked'
const isAmount = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= lastMoment
const isAmountOrNull = (value: unknown): value is number | null => value === null || isAmount(value)
