import type { ActiveView, NoneReason } from '@sojourn/contract'
import type { SessionClientError } from '../errors.ts'

/** Why there is no session: a reason of the server; `anonymous` if there was none before; `lost` if there was, and the cause is unknown. */
export type EndReason = NoneReason | 'anonymous' | 'lost'

const ends: readonly EndReason[] = ['signed-out', 'expired', 'revoked', 'lost']

/** The reason from an untrusted source, if it is one for which a session ends. */
export function toEndReason(text: unknown): EndReason | undefined {
  return ends.find((reason) => reason === text)
}

/**
 * The phase of an active session: `steady`; `expiring` when it is about to end, as the server has confirmed; `verifying` when its
 * time is over by the browser's clock and the server is being asked.
 */
export type Phase = 'steady' | 'expiring' | 'verifying'

/** The fields that every state has: how reliable it is. */
interface Knowledge {
  /** Whether the last request reached the server. */
  readonly connection: 'online' | 'offline'
  /** Whether the state may be old: the last request got no usable response, or waits until the page is visible. */
  readonly stale: boolean
  /** Why the last request got no usable response, or `cookie-not-kept`. Removed by the next response. */
  readonly error?: SessionClientError
}

/** Nothing is known yet: at first paint, while a server renders, or because the server could not be reached. */
export interface UnknownState extends Knowledge {
  readonly status: 'unknown'
}

/** There is a session. Times are epoch milliseconds on the server's clock: compare them with each other, not with this machine's. */
export interface ActiveState<Data> extends Knowledge, Omit<ActiveView<Data>, 'data' | 'now' | 'maxAge'> {
  /** The result of the server's option `expose`. The same object as long as its content is the same. */
  readonly data: Data
  readonly phase: Phase
  /** Which timeout ends the session first: `idle`, which a touch extends, or `absolute`, which nothing extends. */
  readonly limit: 'idle' | 'absolute'
}

/** There is no session. */
export interface NoneState extends Knowledge {
  readonly status: 'none'
  readonly reason: EndReason
}

/** What the client knows about the session. Branch on `status`: `unknown`, `active` or `none`. */
export type SessionState<Data = unknown> = UnknownState | ActiveState<Data> | NoneState

/** The reliability of a state that the server has just answered. */
export const wellKnown: Knowledge = { connection: 'online', stale: false }

/** The state before the first response. */
export const unknownState: UnknownState = { status: 'unknown', ...wellKnown }

/** Any state, with the fields that only some have as optional: `id` and `phase` are set exactly if it is active. */
export type StateFields<Data = unknown> = Pick<SessionState<Data>, 'status' | 'stale' | 'error'> &
  Partial<Omit<ActiveState<Data>, 'status' | keyof Knowledge>> &
  Partial<Pick<NoneState, 'reason'>>
