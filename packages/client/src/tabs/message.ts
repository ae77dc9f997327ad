import { type EndReason, type StateFields, toEndReason } from '../state/state.ts'

/** What one tab tells the others; no data of the session. */
export interface Message {
  /** The session; none when somebody signed in. */
  readonly id?: string | undefined
  /** The newest that the tab knows of the session. */
  readonly version?: number | undefined
  /** The server renewed the session: when it was asked to, by the wall clock that all tabs read, and for how long. */
  readonly at?: number | undefined
  readonly maxAge?: number | undefined
  readonly expiresAt?: number | undefined
  /** The session has ended, or without `id`: there is none. */
  readonly reason?: EndReason | undefined
  /** When the server said that it had, on its clock. */
  readonly now?: number | undefined
}

/** A message that may come from any script of this origin: what is missing, or no number, is NaN. */
export interface Received {
  readonly id: unknown
  readonly version: number
  readonly at: number
  readonly maxAge: number
  readonly expiresAt: number
  readonly reason: EndReason | undefined
  readonly now: number
}

export function parseMessage(message: { readonly [Key in keyof Message]: unknown }): Received {
  const numbers = { version: NaN, at: NaN, maxAge: NaN, expiresAt: NaN, now: NaN }
  for (const key of Object.keys(numbers) as (keyof typeof numbers)[]) {
    const value = message[key]
    if (typeof value === 'number') numbers[key] = value
  }
  return { ...numbers, id: message.id, reason: toEndReason(message.reason) }
}

/**
 * What the other tabs are told of a view that made the state `before` this one; nothing, where that is no news.
 * `renewedAt`: when the server was asked to renew the session, by the wall clock.
 */
export function messageOf(
  before: StateFields,
  { status, id, version, data, expiresAt, reason }: StateFields,
  { now, maxAge }: { readonly now: number; readonly maxAge?: number | undefined },
  renewedAt: number | false,
): Message | undefined {
  if (id) {
    if (before.id !== id || before.data !== data) return { id, version }
    return renewedAt ? { id, version, at: renewedAt, maxAge, expiresAt } : undefined
  }
  if (status === before.status || status !== 'none') return undefined
  return before.id ? { id: before.id, reason, now } : { reason: 'lost' }
}
