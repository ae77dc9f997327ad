import type { IncomingMessage } from 'node:http'
import type { SessionView } from '@sojourn/contract'
import * as z from 'zod/mini'
import { parseOption } from '../core/options/option-error.ts'
import { functionOf } from '../core/options/option-schema.ts'
import type { Sessions } from '../core/request/sessions.ts'
import { SessionError } from '../errors.ts'
import { isPromise, type MaybePromise } from '../maybe-promise.ts'
import type { RegisteredSession, RegisteredView } from '../session/register.ts'
import { logCommitError } from './commit-failure.ts'
import { assertSessions } from './mount-errors.ts'
import { gateResponse, isGated } from './node/gate-response.ts'
import { leavesAtOnce } from './node/handshake.ts'
import type { Middleware, OnCommitError } from './node/middleware.ts'
import { toSessionRequestWith, warnOfProxy } from './node/request.ts'
import { isResponse } from './node/response.ts'
import { hasDropIn, installSessionProperty, sessionPropertyOf } from './node/session-property.ts'
import { savedViewOf } from './node/session-view.ts'

export type { SessionView } from '@sojourn/contract'
export type { CommitErrorAnswer } from './commit-failure.ts'
export type { Middleware, Next, OnCommitError } from './node/middleware.ts'
export { type SessionEndpointsOptions, sessionEndpoints } from './node/session-endpoints.ts'
export { isTrustedOrigin } from './node/trusted-origin.ts'

export interface SessionOptions {
  /** Shapes the answer when a session could not be saved. Default: logs the error and answers a problem (RFC 9457). */
  readonly onCommitError?: OnCommitError
}

const optionsSchema = z.strictObject(
  {
    onCommitError: z.optional(functionOf<OnCommitError>('a function of the error and the request')),
  },
  { error: 'an object of options' },
)

/**
 * Gives every request its `req.session`, and lets no byte of a response leave before the session is saved. For Express 5 and
 * 4, connect, and bare `node:http`, where it is called with what comes after it; over HTTP/1, HTTP/2 (`node:http2`, its
 * compatibility API), and for the responses of other libraries that have `writeHead`, `setHeader`, `getHeader` and `end`.
 *
 * A session that cannot be read goes to `next` as an error (code `store-unavailable`), and so does what an option function
 * throws. On an upgrade (WebSocket) there is no response: the session can be read, nothing saves by itself what changes in
 * it, and what needs a cookie is refused (code `headers-sent`). The same holds in a handshake of Socket.IO whose store does
 * not answer at once.
 *
 * @param sessions - What `createSessions` returned.
 * @returns The middleware, to be mounted before whatever uses `req.session`.
 * @throws {SessionError} `option-invalid` for a wrong option, and for anything but sessions, with the line to write.
 * @example
 * app.use(session(sessions))
 */
export function session(sessions: Sessions, options: SessionOptions = {}): Middleware {
  assertSessions(sessions, 'session')
  const { onCommitError = logCommitError } = parseOption(optionsSchema, options, undefined)
  const toSessionRequest = toSessionRequestWith(sessions.proxy, warnOfProxy)
  return function session(request, response, next) {
    const earlier = sessionPropertyOf(request)
    if (earlier?.sessions === sessions) return next()
    let loaded: MaybePromise<void>
    try {
      const hasResponse = isResponse(response)
      let context = sessions.context(toSessionRequest(request, hasResponse && !response.headersSent))
      const isTaken = earlier ? earlier.context.isInPath : hasDropIn(request) || isGated(response)
      // Where this one has no session either way, it is in nobody's way.
      if (isTaken) return next(context.isInPath ? otherSessions() : undefined)
      // The cookie of a handshake is in time only where the store answers at once.
      if (context.loadsAhead && hasResponse && leavesAtOnce(response, request)) {
        context = sessions.context(toSessionRequest(request, false))
      }
      const property = installSessionProperty(sessions, context, request)
      if (hasResponse) gateResponse(response, property, onCommitError)
      loaded = context.loadsAhead ? context.load() : undefined
    } catch (error) {
      return next(error)
    }
    if (isPromise(loaded)) loaded.then(() => next(), next)
    else next()
  }
}

/**
 * Reads the session if that was put off (option `lazy`), and returns it.
 *
 * @throws {SessionError} Rejects with `store-unavailable`, and with `not-loaded` where `session(sessions)` is not mounted
 * before.
 * @example
 * const { user } = await loadSession(request)
 */
export async function loadSession(request: IncomingMessage): Promise<RegisteredSession> {
  const property = sessionPropertyOf(request)
  if (!property) {
    throw new SessionError('not-loaded', 'This request has no session: mount `session(sessions)` before.')
  }
  await property.context.load()
  return property.context.getSession() as RegisteredSession
}

/**
 * The view of the session for a handler's own answer, as `GET /session` would tell it: `session.apply(view)` of the client
 * takes it, which spares the request after a sign-in. It shows what the handler has written by now, and saves that; the
 * cookie goes with the response.
 *
 * @throws {SessionError} Rejects with the codes of a save (`store-unavailable`, `data-invalid`, `not-json`, `session-gone`,
 * `session-conflict`, `headers-sent`, `insecure-connection`), and with `not-loaded` where `session(sessions)` is not mounted
 * before.
 * @example
 * request.session.user = user
 * response.json(await sessionView(request))
 */
export function sessionView(request: IncomingMessage): Promise<SessionView<RegisteredView>> {
  return savedViewOf(request) as Promise<SessionView<RegisteredView>>
}

function otherSessions(): SessionError {
  return new SessionError(
    'option-invalid',
    'This request has a session already, of other `sessions` or of the drop-in for express-session. Mount one of them per path, not one behind another; the option `adopt` takes sessions over.',
  )
}
