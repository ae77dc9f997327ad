import type { SessionClientError } from '../errors.ts'
import type { Method } from '../http/send.ts'
import type { ActiveState, NoneState, SessionState, StateFields } from './state.ts'

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
  /** What the client does and why, step by step, for people who want to watch it. */
  trace: Trace
}

/** One step. It holds nothing of the session's data. */
export interface Trace {
  /**
   * - `get`, `post`, `delete`: a request was sent, because of `cause`: an event of the page (`visibilitychange`), `start`,
   *   `warning`, `deadline`, `clock`, `retry`, `message` of another tab, `response` of the app, `cookie` (it changed hands),
   *   `open`, or `call` of a method.
   * - `active`, `none`: the state after a verdict: an answer's (`get`, …), a `view` given to `apply`, a `message` of another
   *   tab, a `response` of the app, a `tombstone` of another tab.
   * - `failure`: a request got no verdict: the error's code.
   * - `clock`: the clocks parted by that many milliseconds.
   * - `wait`: a question waits until the tab is seen. `skip`: a touch is another tab's.
   * - `alone`: this tab hears nothing of others: what is missing.
   */
  readonly type: Method | 'active' | 'none' | 'failure' | 'clock' | 'wait' | 'skip' | 'alone'
  readonly cause: string
}

/** The events that a change of the state causes. */
export type StateEventType = Exclude<keyof SessionEvents, 'trace'>

/**
 * What happened between two states that were shown, in the order in which listeners hear of it. `told`: the error that they
 * know of already.
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
