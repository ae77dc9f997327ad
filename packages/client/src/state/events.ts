import type { SessionClientError } from '../errors.ts'
import type { ActiveState, NoneState, SessionState } from './state.ts'

/** What happened, by name, and the state that listeners are told with it. */
export interface SessionEvents<Data = unknown> {
  /** There is a session where none was known. */
  started: { readonly state: ActiveState<Data> }
  /** Another stay (`identity: true`: clear what was cached for the last user), or other data in the same one. */
  changed: { readonly state: ActiveState<Data>; readonly identity: boolean }
  /** The stay ends later than it did. */
  extended: { readonly state: ActiveState<Data> }
  /** The stay is about to end; `state.limit` says whether a touch helps. */
  expiring: { readonly state: ActiveState<Data> }
  /** There is no session any more; `state.reason` says why. */
  ended: { readonly state: NoneState }
  /** A question got no verdict, or the cookie was not kept: `state.error`. */
  error: { readonly state: SessionState<Data> & { readonly error: SessionClientError } }
}

export type SessionEventType = keyof SessionEvents

/** What happened between two states, in the order in which listeners hear of it. */
export function eventsBetween(previous: SessionState, state: SessionState): SessionEventType[] {
  const before = previous.status === 'active' ? previous : undefined
  const after = state.status === 'active' ? state : undefined
  const isSame = before?.id === after?.id
  const happened: Record<SessionEventType, unknown> = {
    started: after && !before,
    changed: after && before && !(isSame && before.data === after.data),
    extended: after && before && isSame && after.expiresAt > before.expiresAt,
    expiring: after?.phase === 'expiring' && !(isSame && before?.phase === 'expiring'),
    ended: before && state.status === 'none',
    error: state.error && state.error !== previous.error,
  }
  const types = Object.keys(happened) as SessionEventType[]
  return types.filter((type) => happened[type])
}
