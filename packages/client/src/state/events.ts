import type { SessionClientError } from '../errors.ts'
import type { ActiveState, NoneState, SessionState } from './state.ts'

/** What happened, by name, and what listeners are told. */
export interface SessionEvents<Data = unknown> {
  /** There is a session where none was known. */
  started: { readonly state: ActiveState<Data> }
  /** The stay is about to end; `state.limit` says whether a touch helps. */
  expiring: { readonly state: ActiveState<Data> }
  /** The stay ends later than it did. */
  extended: { readonly state: ActiveState<Data> }
  /** Another stay (`identity: true`: clear what was cached for the last user), or other data in the same one. */
  changed: { readonly state: ActiveState<Data>; readonly identity: boolean }
  /** There is no session any more; `state.reason` says why. */
  ended: { readonly state: NoneState }
  /** A question got no verdict, or the cookie was not kept. */
  error: { readonly state: SessionState<Data>; readonly error: SessionClientError }
}

export type SessionEvent<Data> = {
  [Type in keyof SessionEvents<Data>]: { readonly type: Type } & SessionEvents<Data>[Type]
}[keyof SessionEvents<Data>]

/** What happened between two states. */
export function eventsBetween<Data>(
  previous: SessionState<Data>,
  state: SessionState<Data>,
): SessionEvent<Data>[] {
  const events: SessionEvent<Data>[] = []
  if (state.status === 'active') {
    const before = previous.status === 'active' ? previous : undefined
    const isSameStay = before?.id === state.id
    if (!before) events.push({ type: 'started', state })
    else if (!isSameStay || before.data !== state.data)
      events.push({ type: 'changed', state, identity: !isSameStay })
    if (before && isSameStay && state.expiresAt > before.expiresAt) events.push({ type: 'extended', state })
    if (state.phase === 'expiring' && !(isSameStay && before?.phase === 'expiring'))
      events.push({ type: 'expiring', state })
  } else if (previous.status === 'active' && state.status === 'none') events.push({ type: 'ended', state })
  const { error } = state
  if (error && error !== previous.error) events.push({ type: 'error', state, error })
  return events
}
