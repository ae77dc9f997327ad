import type { SessionView } from '@sojourn/contract'
import type { MaybePromise } from '../../maybe-promise.ts'
import type { HeaderEdits, ResponseFacts } from './request.ts'

/**
 * One request's use of the session: made by an adapter when the request comes in, committed by it before the headers
 * leave and once more before the last byte.
 */
export interface SessionContext<Session = unknown> {
  /**
   * Reads the session from the store if the request's cookie names one. Rejects with `store-unavailable`. Adapters call it
   * before the handler where `loadsAhead`; a second call answers at once.
   */
  load(): MaybePromise<void>
  /** Whether the adapter has to `load` before the handler runs: the store cannot answer at once, and nothing asked for `lazy`. */
  readonly loadsAhead: boolean
  /** Whether the session's cookie belongs to the path of the request; elsewhere there is no session. */
  readonly isInPath: boolean

  /** What `req.session` answers. Throws `not-loaded` where the read was put off, or why the load failed. */
  getSession(): Session | null | undefined
  /** What an assignment to `req.session` does; `null` and `undefined` unset it (option `unset`). */
  setSession(value: unknown): void

  /** How the session is, without touching it; loads it if need be. The request no longer counts as activity. */
  peekView(): MaybePromise<SessionView>
  /** Renews the idle timeout now, whatever the throttle says; how the session is then. */
  touchView(): MaybePromise<SessionView>
  /** Ends the session; `none`, with the reason `signed-out` where there was one. */
  endView(): MaybePromise<SessionView>
  /**
   * Saves what the handler has written, as the commit would, which then finds it done; how the session is as it is stored
   * then. A failure that nobody looks at fails the response. Rejects with the codes of a save.
   */
  savedView(): Promise<SessionView>

  /**
   * Commits before the headers. Rejects when the save failed: the response must then not leave as it is. Once it is done, or
   * `editsAfterFailure` was asked, the headers are settled, and another commit has nothing to add.
   */
  commit(response: ResponseFacts): MaybePromise<HeaderEdits>
  /**
   * What the answer to a failure has to say in place of the response that was to be committed: what the store holds by then
   * may have a new sid, or be gone. Asks no store.
   */
  editsAfterFailure(response: ResponseFacts): MaybePromise<HeaderEdits>
  /** Commits what changed after the headers, before the last byte. Answers at once when nothing did. */
  commitRest(): MaybePromise<void>
}
