import { sidCookie } from './core/carrier/sid-cookie.ts'
import type { DataOf, SessionsOptions } from './core/options/options.ts'
import { toPolicy } from './core/options/policy.ts'
import type { StandardSchema } from './core/options/standard-schema.ts'
import { EngineContext } from './core/request/engine-context.ts'
import type { Sessions } from './core/request/sessions.ts'
import { migratingCarrier } from './migration/migrate.ts'
import { toOldSessions } from './migration/old-sessions.ts'
import type { Session, SessionOf } from './session/session.ts'

/**
 * Builds the sessions of an app, once, at start-up.
 *
 * Throws `SessionError` with code `option-invalid` for a wrong option, naming it, what it got and what it takes.
 */
export function createSessions<Schema extends StandardSchema | undefined = undefined, View = undefined>(
  options: SessionsOptions<Schema, View>,
): Sessions<SessionOf<DataOf<Schema>>, View> {
  const policy = toPolicy(options)
  const { adopt, storeTimeout, clock } = policy
  const carrier = adopt
    ? migratingCarrier(sidCookie(policy), toOldSessions(adopt, storeTimeout, clock))
    : sidCookie(policy)
  const { allowedOrigins, requireOrigin, proxy, store } = policy
  const sessions: Sessions<Session> = {
    allowedOrigins,
    requireOrigin,
    proxy,
    context: (request) => new EngineContext(policy, carrier, request),
    peek: (context) => context.peekView(),
    touch: (context) => context.touchView(),
    end: (context) => context.endView(),
    close: () => store.close?.(),
  }
  // The schema holds at run time what these types say: every session is parsed with it.
  return sessions as Sessions<unknown, unknown> as Sessions<SessionOf<DataOf<Schema>>, View>
}
