import type { Sessions } from '../core/request/sessions.ts'
import type { Policy } from './policy.ts'
import type { KeptRequest } from './records/legacy-records.ts'
import { DropInContext } from './request/context.ts'
import { keeperKey, type Session } from './session.ts'

/** The sessions of the middleware, for `sessionEndpoints`. */
export function toSessions(policy: Policy): Sessions<Session> {
  return {
    allowedOrigins: policy.allowedOrigins,
    requireOrigin: policy.requireOrigin,
    proxy: policy.proxy,
    context({ raw }) {
      const request = raw as KeptRequest
      const keeper = request[keeperKey]
      return keeper instanceof DropInContext && keeper.policy === policy
        ? keeper
        : new DropInContext(policy, standIn(request))
    },
    peek: (context) => context.peekView(),
    touch: (context) => context.touchView(),
    end: (context) => context.endView(),
    close() {},
  }
}

/** Inherits the request, whose session may be another's: what the endpoints load must not take its place. */
function standIn(request: KeptRequest): KeptRequest {
  const own = { value: undefined, writable: true, configurable: true, enumerable: true }
  return Object.create(request, { session: own, sessionID: own, sessionStore: own })
}
