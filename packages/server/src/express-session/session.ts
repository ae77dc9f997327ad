import type { IncomingMessage } from 'node:http'
import { providerKey } from '../adapters/node/session-property.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import { type LegacyStore, legacyCalls } from '../store/legacy/calls.ts'
import { type SessionCallback, withCallback } from './callback.ts'
import type { Cookie } from './cookie.ts'
import { handTo } from './handed-session.ts'
import type { SessionData } from './session-data.ts'
import type { HostRequest } from './session-options.ts'

/** The type of `req.session`: the data, with these methods on its prototype. */
export interface Session {
  readonly id: string
  readonly req: IncomingMessage
  cookie: Cookie
  /** Ends this session and begins an empty one under a new session ID, in a new `req.session`. */
  regenerate(callback?: SessionCallback): this
  /** Ends the session, and deletes `req.session` at once. */
  destroy(callback?: SessionCallback): this
  /** Reads the session again, into a new `req.session`. */
  reload(callback?: SessionCallback): this
  /** Saves the session now. Without this call it is saved before the response leaves, if it changed. */
  save(callback?: SessionCallback): this
  /** Resets `cookie.maxAge` to `cookie.originalMaxAge`. Every request does that automatically. */
  touch(): this
  resetMaxAge(): this
}

export { providerKey }

/** The part of a `Store` that sessions use. */
interface StoreOfSession extends LegacyStore {
  regenerate(request: object, callback: SessionCallback): unknown
  createSession(request: object, stored: SessionData): unknown
}

/** The object that a session belongs to: an incoming request, or the substitute that `store.load` makes. */
export interface SessionHolder {
  sessionID?: string | undefined
  sessionStore?: StoreOfSession | undefined
  session?: (Session & Partial<SessionData>) | null | undefined
  [providerKey]?: SessionProvider
}

/** A request that has or had a session. */
export interface SessionRequest extends HostRequest, SessionHolder {
  /** The secret of cookie-parser. */
  readonly secret?: unknown
}

/** A session's own implementation of a method, if it is not one of this package's sessions. */
export type OwnMethod = (this: Session, callback: SessionCallback) => unknown

type CarryOut = (session: Session, callback?: SessionCallback, own?: OwnMethod) => void

export const operationNames = ['save', 'reload', 'destroy', 'regenerate'] as const

/** The implementations of a session's methods; `own` is the session's own implementation, if it has one. */
export type SessionOperations = Readonly<Record<(typeof operationNames)[number], CarryOut>>

/** What the middleware leaves on a request that it gave a session. */
export interface SessionProvider {
  readonly session: {
    readonly methods: SessionOperations
    /** The value of `req.session`, which is made when it is first read. */
    current: unknown
    /** Called when `store.generate` gave the request a new session. */
    generated(): void
  }
  /** Called before another middleware provides the session of this request. */
  retire(): MaybePromise<void>
}

function operationsOf({ req }: Session): SessionOperations {
  return (req as SessionHolder)[providerKey]?.session.methods ?? storeOperations
}

/** For sessions that no middleware provided, such as those from `store.load`: they ask the store itself. */
const storeOperations: SessionOperations = {
  save(session, callback) {
    const { set } = legacyCalls(storeOf(session))
    withCallback(() => handTo(session, () => set(session.id, session)), callback)
  },
  reload(session, callback) {
    const store = storeOf(session)
    const reload = (): MaybePromise<void> =>
      andThen(legacyCalls(store).reload(session.id), (stored) => {
        if (!stored) throw failedToLoad()
        store.createSession(session.req, stored as SessionData)
      })
    withCallback(reload, callback)
  },
  destroy(session, callback) {
    const { destroy } = legacyCalls(storeOf(session))
    delete (session.req as SessionHolder).session
    withCallback(() => destroy(session.id), callback)
  },
  regenerate(session, callback = () => {}) {
    storeOf(session).regenerate(session.req, callback)
  },
}

function storeOf({ req }: Session): StoreOfSession {
  const { sessionStore } = req as SessionHolder
  if (sessionStore === undefined) throw new TypeError('The request of this session names no `sessionStore`.')
  return sessionStore
}

export function failedToLoad(): Error {
  return new Error('failed to load session')
}

interface SessionConstructor {
  new (request: object, data?: object | null): Session & Partial<SessionData>
  (this: Session, request: object, data?: object | null): void
  readonly prototype: Session
}

/** A function, not a class, because stores call it as one. Data that would hide a method are left out. */
export const Session: SessionConstructor = function Session(
  this: Record<string, unknown>,
  request: SessionHolder,
  data?: unknown,
): void {
  Object.defineProperty(this, 'req', { value: request })
  Object.defineProperty(this, 'id', { value: request.sessionID })
  if (typeof data !== 'object' || data === null) return
  for (const key in data) {
    if (!(key in this)) this[key] = (data as Record<string, unknown>)[key]
  }
} as unknown as SessionConstructor

/** Defines a method that neither `for … in` nor JSON shows. */
export function defineMethod(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, enumerable: false, writable: true })
}

defineMethod(Session.prototype, 'touch', function (this: Session) {
  return this.resetMaxAge()
})

defineMethod(Session.prototype, 'resetMaxAge', function (this: Session) {
  this.cookie.maxAge = this.cookie.originalMaxAge
  return this
})

for (const name of operationNames) {
  defineMethod(Session.prototype, name, function (this: Session, callback?: SessionCallback) {
    operationsOf(this)[name](this, callback)
    return this
  })
}
