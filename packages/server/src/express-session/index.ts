import type { IncomingMessage } from 'node:http'
import type { SessionView } from '@sojourn/contract'
import depd from 'depd'
import type { Middleware } from '../adapters/node/middleware.ts'
import { savedViewOf } from '../adapters/node/session-view.ts'
import type { Sessions } from '../core/request/sessions.ts'
import type { JsonObject } from '../session/json.ts'
import { Cookie } from './cookie.ts'
import { MemoryStore } from './memory-store.ts'
import { toMiddleware, toSessions } from './middleware.ts'
import { Session } from './session.ts'
import type { SessionData } from './session-data.ts'
import type { SessionOptions } from './session-options.ts'
import { toSettings } from './settings.ts'
import { Store } from './store.ts'

export type { SessionView } from '@sojourn/contract'
export type { CookieOptions } from './cookie.ts'
export type { SessionData } from './session-data.ts'
export type { SessionOptions } from './session-options.ts'
export type { CookieData } from './set-cookie.ts'

declare global {
  namespace Sojourn {
    interface RequestSessions {
      'express-session': Session & Partial<SessionData>
    }
  }
  namespace Express {
    interface Request {
      sessionID: string
      sessionStore: Store
    }
  }
}

const deprecate = depd('express-session')

/** The middleware. Hand its `sessions` to `sessionEndpoints`. */
export type SessionMiddleware = Middleware & { readonly sessions: Sessions<Session> }

const warning =
  'Warning: connect.session() MemoryStore is not\n' +
  'designed for a production environment, as it will leak\n' +
  'memory, and will not scale past a single process.'

/**
 * Creates the middleware: a replacement of express-session with the same options, cookies, records, stores, errors and
 * deprecations. In addition, no byte of a response leaves before the session is saved, parallel requests lose no change, and no
 * slower request brings a destroyed session back.
 *
 * @example
 * app.use(session({ secret, resave: false, saveUninitialized: false }))
 */
function createMiddleware(options: SessionOptions = {}): SessionMiddleware {
  const settings = toSettings(options)
  // Called in this function itself, so that `depd` names the line of its caller.
  if (options.resave === undefined) deprecate('undefined resave option; provide resave option')
  if (options.saveUninitialized === undefined) {
    deprecate('undefined saveUninitialized option; provide saveUninitialized option')
  }
  if (settings.signers === undefined) deprecate('req.secret; provide secret option')
  if (process.env.NODE_ENV === 'production' && settings.store instanceof MemoryStore) console.warn(warning)
  return Object.assign(toMiddleware(settings), { sessions: toSessions(settings) })
}

/**
 * Saves the session and returns its view, for a handler's own response: the same as `GET /session` would return. The client takes
 * it by `session.apply(view)`, which saves a request after a sign-in. The cookie is sent with the response.
 *
 * @throws Rejects with the error of the store; with a `SessionError` of code `session-gone` if the session has ended, and
 * `not-loaded` if the middleware is not mounted before the handler.
 * @example
 * request.session.user = user
 * response.json(await sessionView(request))
 */
export function sessionView(request: IncomingMessage): Promise<SessionView<JsonObject>> {
  return savedViewOf(request) as Promise<SessionView<JsonObject>>
}

interface SessionFunction {
  (options?: SessionOptions): SessionMiddleware
  readonly Store: typeof Store
  readonly Cookie: typeof Cookie
  readonly Session: typeof Session
  readonly MemoryStore: typeof MemoryStore
  /** The same as the export `sessionView`, for CommonJS, where `require` returns this function. */
  readonly sessionView: typeof sessionView
}

const session: SessionFunction = Object.assign(createMiddleware, {
  Store,
  Cookie,
  Session,
  MemoryStore,
  sessionView,
})

// `require()` returns what is exported as 'module.exports'.
export { Cookie, MemoryStore, Session, Store, session as default, session as 'module.exports' }
