import type { ServerResponse } from 'node:http'
import { logCommitError } from '../adapters/commit-failure.ts'
import { gateResponse } from '../adapters/node/gate-response.ts'
import type { Middleware, Next } from '../adapters/node/middleware.ts'
import { isSecure, pathOf } from '../adapters/node/request.ts'
import { isResponse } from '../adapters/node/response.ts'
import { removeSessionProperty, sessionPropertyOf } from '../adapters/node/session-property.ts'
import { pathMatches } from '../cookie/path-match.ts'
import type { Sessions } from '../core/request/sessions.ts'
import { SessionError } from '../errors.ts'
import { andThen, isPromise, type MaybePromise } from '../maybe-promise.ts'
import { watchConnection } from '../store/legacy/shared-state.ts'
import { Cookie } from './cookie.ts'
import { debug } from './debug.ts'
import { DropInContext } from './request/drop-in-context.ts'
import { providerKey, Session, type SessionRequest } from './session.ts'
import type { Settings } from './settings.ts'

/** Gives each request its `req.session`, where there is none yet. */
export function toMiddleware(settings: Settings): Middleware {
  installGenerate(settings)
  const isConnected = watchConnection(settings.store)
  return function session(request: SessionRequest, response, next) {
    const property = sessionPropertyOf(request)
    // Asked first: `req.session` may not be loaded yet.
    if (property?.context.isInPath || request.session) return next()
    if (!isConnected()) {
      debug('store is disconnected')
      return next()
    }
    if (!isInPath(request, settings.cookie(request).path || '/')) {
      debug('pathname mismatch')
      return next()
    }
    if (settings.signers === undefined && !request.secret) {
      return next(new Error('secret option required for sessions'))
    }
    let loaded: MaybePromise<void>
    try {
      if (property) removeSessionProperty(request)
      // The session of another one of these may have ended; what comes after may begin one here.
      loaded = andThen(request[providerKey]?.retire(), () => begin(settings, request, response, next))
    } catch (error) {
      return next(error)
    }
    if (isPromise(loaded)) loaded.then(() => next(), next)
    else next()
  }
}

function begin(
  settings: Settings,
  request: SessionRequest,
  response: ServerResponse,
  next: Next,
): MaybePromise<void> {
  const context = new DropInContext(settings, request, next)
  if (isResponse(response)) gateResponse(response, context, logCommitError)
  return context.load()
}

function isInPath({ originalUrl, url = '/' }: SessionRequest, path: string): boolean {
  return path === '/' || pathMatches(pathOf(originalUrl ?? url), path)
}

/** Gives the store its `generate`, which begins a session: `regenerate` of stores calls it. */
function installGenerate({ store, genid, cookie, proxy }: Settings): void {
  store.generate = (request: SessionRequest): void => {
    request.sessionID = genid(request)
    const session = new Session(request)
    request.session = session
    const options = cookie(request)
    session.cookie = new Cookie(options)
    if (options.secure === 'auto') session.cookie.secure = isSecure(request, proxy)
    if (options.sameSite === 'auto') session.cookie.sameSite = isSecure(request, proxy) ? 'none' : 'lax'
    request[providerKey]?.session.generated()
  }
}

/** The sessions of the middleware, for `sessionEndpoints`. */
export function toSessions(settings: Settings): Sessions<Session> {
  const { allowedOrigins, requireOrigin, proxy } = settings
  return {
    allowedOrigins,
    requireOrigin,
    proxy,
    context({ raw }) {
      const request = raw as SessionRequest
      const provider = request[providerKey]
      return provider instanceof DropInContext && provider.session.settings === settings
        ? provider
        : new DropInContext(settings, standIn(request))
    },
    peek: (context) => context.peekView(),
    touch: (context) => context.touchView(),
    end: (context) => context.endView(),
    async revoke() {
      throw new SessionError(
        'option-invalid',
        'sessions.revoke() takes the sessions of createSessions: a store of express-session knows nobody’s.',
      )
    },
    close() {},
  }
}

/** Inherits the request, whose session may be another's: what the endpoints load must not take its place. */
function standIn(request: SessionRequest): SessionRequest {
  const own = { value: undefined, writable: true, configurable: true, enumerable: true }
  return Object.create(request, { session: own, sessionID: own, sessionStore: own })
}
