import type { SessionView } from '@sojourn/contract'
import type { MaybePromise } from '../../maybe-promise.ts'
import type { SessionRequest } from '../carrier/session-request.ts'
import type { SessionContext } from './context.ts'

/** What `createSessions` returns, as adapters and endpoints use it. */
export interface Sessions<Session = unknown, View = unknown> {
  /** Carries the type of the view to the client (`createSessionClient<AppSessions>`); has no value. */
  readonly '~view'?: View
  /** Carries the type of `req.session` to `Register`; has no value. */
  readonly '~session'?: Session
  /** Starts a request. Reads nothing yet. */
  context(request: SessionRequest): SessionContext<Session>
  /** The view of this request's session; loads it if need be and touches nothing. */
  peek(context: SessionContext<Session>): MaybePromise<SessionView<View>>
  /** Renews the idle timeout now, whatever the throttle says; the view after it. */
  touch(context: SessionContext<Session>): MaybePromise<SessionView<View>>
  /** Ends the session; the view after it (`none`, `signed-out`, or without a reason where there was none). */
  end(context: SessionContext<Session>): MaybePromise<SessionView<View>>
  readonly allowedOrigins: readonly string[]
  readonly requireOrigin: boolean
  /** Whether `X-Forwarded-Proto` is believed; `undefined`: ask the framework (`trust proxy`). */
  readonly proxy: boolean | undefined
  /** Closes the store. */
  close(): MaybePromise<void>
}
