import { sidCookie } from './core/carrier/sid-cookie.ts'
import { optionError } from './core/options/option-error.ts'
import type { DataOf, SessionsOptions } from './core/options/options.ts'
import { toPolicy } from './core/options/policy.ts'
import type { StandardSchema } from './core/options/standard-schema.ts'
import { EngineContext } from './core/request/engine-context.ts'
import type { Sessions } from './core/request/sessions.ts'
import type { SealedCookie } from './create-sessions/in-place-of-store.ts'
import { Prepared } from './create-sessions/prepared.ts'
import { revoke } from './create-sessions/revoke.ts'
import type { SealedSessionsOptions } from './create-sessions/sealed-options.ts'
import { migratingCarrier } from './migration/migrate.ts'
import { toOldSessions } from './migration/old-sessions.ts'
import type { Session, SessionOf } from './session/session.ts'
import type { SessionStore } from './store/store.ts'

/** With a store: a cookie with a sid. What takes the place of a store brings its own carrier. */
function prepare(options: { readonly store?: SessionStore | SealedCookie | undefined }): Prepared {
  if (isSealedCookie(options?.store)) return prepareSealed(options.store, options)
  const policy = toPolicy(options)
  const { adopt, storeTimeout, clock } = policy
  const carrier = sidCookie(policy)
  return new Prepared(
    policy,
    adopt ? migratingCarrier(carrier, toOldSessions(adopt, storeTimeout, clock)) : carrier,
  )
}

function prepareSealed(store: SealedCookie, options: object): Prepared {
  const prepared = store['~prepare'](options)
  if (prepared instanceof Prepared) return prepared
  throw optionError('store', 'sealedCookie() of another copy of this package', 'one of its own')
}

function isSealedCookie(store: unknown): store is SealedCookie {
  return typeof store === 'object' && store !== null && '~prepare' in store
}

/**
 * Creates the sessions of an app. Call it once, at start-up, and hand the result to a middleware such as `session(sessions)`
 * and to `sessionEndpoints(sessions)`.
 *
 * @param options - The only required option is `secret`. Durations are milliseconds.
 * @returns The sessions, typed by the options `schema` and `expose`.
 * @throws {SessionError} `option-invalid` for a wrong option. The message names the option, what it got and what it takes.
 * @example
 * export const sessions = createSessions({
 *   secret: process.env.SESSION_SECRET,
 *   store: sqliteStore('sessions.db'),
 * })
 */
export function createSessions<Schema extends StandardSchema | undefined = undefined, View = undefined>(
  options: SessionsOptions<Schema, View> | SealedSessionsOptions<Schema, View>,
): Sessions<SessionOf<DataOf<Schema>>, View> {
  const { policy, carrier } = prepare(options)
  const { allowedOrigins, requireOrigin, proxy, store } = policy
  const sessions: Sessions<Session> = {
    allowedOrigins,
    requireOrigin,
    proxy,
    context: (request) => new EngineContext(policy, carrier, request),
    peek: (context) => context.peekView(),
    touch: (context) => context.touchView(),
    end: (context) => context.endView(),
    revoke: (subject, { except } = {}) => revoke(policy, subject, except),
    close: () => store.close?.(),
  }
  // The schema holds at run time what these types say: every session is parsed with it.
  return sessions as Sessions<unknown, unknown> as Sessions<SessionOf<DataOf<Schema>>, View>
}
