import type { SessionView } from '@sojourn/contract'
import type { MaybePromise } from '../../maybe-promise.ts'
import type { HeaderEdits, ResponseFacts } from './request.ts'

/**
 * The session of one request, for adapters: they create it when the request arrives, commit it before the headers leave, and
 * once more before the last byte.
 */
export interface SessionContext<Session = unknown> {
  /**
   * Reads the session from the store, if the request has a session cookie. Adapters call it before the handler if
   * `loadsAhead`. A second call does nothing.
   *
   * @throws {SessionError} Rejects with `store-unavailable`.
   */
  load(): MaybePromise<void>
  /** Whether the adapter must call `load` before the handler: the store returns promises, and the option `lazy` is not set. */
  readonly loadsAhead: boolean
  /** Whether the path of the request is within the cookie's path. Outside of it there is no session. */
  readonly isInPath: boolean

  /** Returns the value of `req.session`. Throws `not-loaded` before `load`, or the error with which `load` failed. */
  getSession(): Session | null | undefined
  /** Carries out an assignment to `req.session`; `null` and `undefined` unset it (option `unset`). */
  setSession(value: unknown): void

  /** Returns the view of the session, which is loaded if necessary but not touched. The request no longer counts as activity. */
  peekView(): MaybePromise<SessionView>
  /** Renews the idle timeout, even before `touchAfter` has passed, and returns the view afterwards. */
  touchView(): MaybePromise<SessionView>
  /** Ends the session and returns the view afterwards: `none`, with the reason `signed-out` if there was a session. */
  endView(): MaybePromise<SessionView>
  /**
   * Saves what the handler has written, so that the commit need not, and returns the view of the stored session. Rejects with
   * the codes of a save; if the rejection is not handled, the response fails.
   */
  savedView(): Promise<SessionView>

  /**
   * Saves the session before the headers leave, and returns the edits of the headers. Rejects if the save failed: the response
   * must then not be sent. A second call, or one after `editsAfterFailure`, adds nothing.
   */
  commit(response: ResponseFacts): MaybePromise<HeaderEdits>
  /**
   * Returns the edits for the headers of an error response after a failed commit: the session may already have a new session ID
   * in the store, or be gone. Does not ask the store.
   */
  editsAfterFailure(response: ResponseFacts): MaybePromise<HeaderEdits>
  /** Saves what changed after the headers, before the last byte leaves. Returns at once if nothing did. */
  commitRest(): MaybePromise<void>
}
