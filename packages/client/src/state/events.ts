import type { SessionClientError } from '../errors.ts'
import type { Method } from '../http/send.ts'
import type { ActiveState, NoneState, SessionState, StateFields } from './state.ts'

/** The events of a session client by name, and what their listeners get. */
export interface SessionEvents<Data = unknown> {
  /** A session is active, and none was known before. */
  started: { readonly state: ActiveState<Data> }
  /**
   * The session was replaced by one with another `id` (`identity: true`: clear what was cached for the last user), or its data
   * changed (`identity: false`).
   */
  changed: { readonly state: ActiveState<Data>; readonly identity: boolean }
  /** The session now ends later than before. */
  extended: { readonly state: ActiveState<Data> }
  /** The session is about to end. A touch extends it if `state.limit` is `idle`. */
  expiring: { readonly state: ActiveState<Data> }
  /** The session has ended; `state.reason` tells why. */
  ended: { readonly state: NoneState }
  /** A request got no usable response, or the cookie was not kept; `state.error` tells why. */
  error: { readonly state: SessionState<Data> & { readonly error: SessionClientError } }
  /** A step of the client and its cause, for debugging. */
  trace: Trace
}

/** One step of the client. It holds no session data. */
export interface Trace {
  /**
   * - `get`, `post`, `delete`: a request was sent. `cause` is an event of the page (`visibilitychange`), `start`, `warning`,
   *   `deadline`, `clock`, `retry`, `message` of another tab, `response` of the app, `cookie` (its marker changed), `open`, or
   *   `call` of a method.
   * - `active`, `none`: the state changed. `cause` is the request (`get`, …), a `view` given to `apply`, a `message` of another
   *   tab, a `response` of the app, or a `tombstone`, by which another tab noted the end of the session.
   * - `failure`: a request got no usable response. `cause` is the code of the error.
   * - `clock`: the wall clock jumped. `cause` is by how many milliseconds.
   * - `wait`: a request waits until the tab is visible. `skip`: another tab sends the touch.
   * - `alone`: this tab cannot communicate with others. `cause` is the browser feature that is missing.
   */
  readonly type: Method | 'active' | 'none' | 'failure' | 'clock' | 'wait' | 'skip' | 'alone'
  readonly cause: string
}

/** The events that a change of the state can cause. */
export type StateEventType = Exclude<keyof SessionEvents, 'trace'>

/**
 * Returns the events between two states, in the order in which listeners get them. `told` is the error that they have already
 * been told.
 */
export function eventsBetween(
  before: StateFields,
  state: StateFields,
  told: SessionClientError | undefined,
): StateEventType[] {
  const { id, phase, error } = state
  const isSame = before.id === id
  const happened: Record<StateEventType, unknown> = {
    started: id && !before.id,
    changed: id && before.id && !(isSame && before.data === state.data),
    extended: isSame && Number(state.expiresAt) > Number(before.expiresAt),
    expiring: phase === 'expiring' && !(isSame && before.phase === phase),
    ended: before.id && state.status === 'none',
    error: error && error !== told,
  }
  const types = Object.keys(happened) as StateEventType[]
  return types.filter((type) => happened[type])
}
