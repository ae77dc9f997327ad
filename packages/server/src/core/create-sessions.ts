import type { Session, SessionOf } from '../session/session.ts'
import type { DataOf, SessionsOptions } from './options.ts'
import { toPolicy } from './policy.ts'
import { EngineContext } from './session-context.ts'
import type { Sessions } from './sessions.ts'
import type { StandardSchema } from './standard-schema.ts'
import { touchThrottle } from './touch-throttle.ts'

/**
 * Builds the sessions of an app, once, at start-up.
 *
 * Throws `SessionError` with code `option-invalid` for a wrong option, naming it, what it got and what it takes.
 */
export function createSessions<Schema extends StandardSchema | undefined = undefined, View = undefined>(
  options: SessionsOptions<Schema, View>,
): Sessions<SessionOf<DataOf<Schema>>, View> {
  const policy = toPolicy(options)
  const throttle = touchThrottle()
  const { allowedOrigins, requireOrigin, proxy, store } = policy
  const sessions: Sessions<Session> = {
    allowedOrigins,
    requireOrigin,
    proxy,
    context: (request) => new EngineContext(policy, throttle, request),
    peek: (context) => context.peekView(),
    touch: (context) => context.touchView(),
    end: (context) => context.endView(),
    close: () => store.close?.(),
  }
  // The schema holds at run time what these types say: every session is parsed with it.
  return sessions as Sessions<unknown, unknown> as Sessions<SessionOf<DataOf<Schema>>, View>
}
