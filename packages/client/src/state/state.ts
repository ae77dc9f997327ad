import type { ActiveView, NoneReason } from '@sojourn/contract'
import type { SessionClientError } from '../errors.ts'

/** Why there is no session: the server's reasons, `anonymous` (never active here), `lost` (active before, cause unknown). */
export type EndReason = NoneReason | 'anonymous' | 'lost'

const ends: readonly EndReason[] = ['signed-out', 'expired', 'revoked', 'lost']

/** The reason that a stranger gave, if it is one for which a stay ends. */
export function toEndReason(text: unknown): EndReason | undefined {
  return ends.find((reason) => reason === text)
}

/**
 * How sure an active stay is: `steady`; `expiring`, confirmed by the server, when it is about to end; `verifying`, when
 * its time is over as far as the browser knows and the server is being asked.
 */
export type Phase = 'steady' | 'expiring' | 'verifying'

/** What holds whatever the status: how good the knowledge is. */
interface Knowledge {
  /** Whether the last exchange reached the network. */
  readonly connection: 'online' | 'offline'
  /** True when the last question got no verdict, or waits for the page to be seen: what is shown may be old. */
  readonly stale: boolean
  /** Why there was no verdict, or `cookie-not-kept`; gone with the next one. */
  readonly error?: SessionClientError
}

/** Nothing is known yet: first paint, server rendering, server not reached. */
export interface UnknownState extends Knowledge {
  readonly status: 'unknown'
}

/** There is a session. Times are epoch milliseconds on the server's clock: compare them with each other, not with this machine's. */
export interface ActiveState<Data> extends Knowledge, Omit<ActiveView<Data>, 'data' | 'now' | 'maxAge'> {
  /** What the server's `expose` returned. The same object as long as its content is the same. */
  readonly data: Data
  readonly phase: Phase
  /** What ends the stay first: the idle timeout, which a touch extends, or the absolute one, which nothing does. */
  readonly limit: 'idle' | 'absolute'
}

/** There is no session. */
export interface NoneState extends Knowledge {
  readonly status: 'none'
  readonly reason: EndReason
}

export type SessionState<Data = unknown> = UnknownState | ActiveState<Data> | NoneState

/** What every verdict proves. */
export const wellKnown: Knowledge = { connection: 'online', stale: false }

/** Before the first answer. */
export const unknownState: UnknownState = { status: 'unknown', ...wellKnown }

/** Any state, to ask for what only some have: `id` and `phase` are there exactly where it is active. */
export type StateFields<Data = unknown> = Pick<SessionState<Data>, 'status' | 'stale' | 'error'> &
  Partial<Omit<ActiveState<Data>, 'status' | keyof Knowledge>> &
  Partial<Pick<NoneState, 'reason'>>
