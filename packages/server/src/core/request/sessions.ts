import type { SessionView } from '@sojourn/contract'
import type { MaybePromise } from '../../maybe-promise.ts'
import type { SessionRequest } from '../carrier/session-request.ts'
import type { SessionContext } from './context.ts'

/** The result of `createSessions`: hand it to middleware and endpoints. Its methods are for adapters, but for \`revoke\`. */
export interface Sessions<Session = unknown, View = unknown> {
  /** Only a type: the view for the client (`createSessionClient<AppSessions>`). It has no value. */
  readonly '~view'?: View
  /** Only a type: `req.session` for `Register`. It has no value. */
  readonly '~session'?: Session
  /** Starts a request; does not read the store yet. */
  context(request: SessionRequest): SessionContext<Session>
  /** Returns the view of this request's session, which is loaded if necessary but not touched. */
  peek(context: SessionContext<Session>): MaybePromise<SessionView<View>>
  /** Renews the idle timeout, even before `touchAfter` has passed, and returns the view afterwards. */
  touch(context: SessionContext<Session>): MaybePromise<SessionView<View>>
  /** Ends the session and returns the view afterwards: `none`, with the reason `signed-out` if there was a session. */
  end(context: SessionContext<Session>): MaybePromise<SessionView<View>>
  /**
   * Ends all sessions of a user, in all processes: when a password was changed, an account closed, a device stolen. A sign-in
   * that is under way meanwhile is refused (`session-revoked`), the one of this very request too: sign in and `save` first.
   *
   * @param subject - The user, as the option `subject` answers it.
   * @param options - `except`: a `req.session` that goes on, such as the one in which the password was changed. It is saved first.
   * @returns How many sessions it ended.
   * @throws {SessionError} Rejects with `option-invalid` without the option `subject`, or over a store without the ability
   * `subjects`; with the codes of `save`.
   * @example
   * await sessions.revoke(user.id, { except: req.session })
   */
  revoke(subject: string, options?: { readonly except?: Session }): Promise<number>
  readonly allowedOrigins: readonly string[]
  readonly requireOrigin: boolean
  /** Whether to trust `X-Forwarded-Proto`; `undefined` leaves it to the framework (`trust proxy`). */
  readonly proxy: boolean | undefined
  /** Closes the store. */
  close(): MaybePromise<void>
}
