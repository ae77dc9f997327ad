import type { IncomingMessage } from 'node:http'
import { providerKey } from '../adapters/node/session-property.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import { type LegacyStore, legacyCalls } from '../store/legacy/calls.ts'
import { type SessionCallback, withCallback } from './callback.ts'
import type { Cookie } from './cookie.ts'
import { handTo } from './handed-session.ts'
import type { SessionData } from './session-data.ts'
import type { HostRequest } from './session-options.ts'

/** `req.session`: the data, with these methods on its prototype. */
export interface Session {
  readonly id: string
  readonly req: IncomingMessage
  cookie: Cookie
  /** Ends this session and begins a new, empty one under a new ID, in a new `req.session`. */
  regenerate(callback?: SessionCallback): this
  /** Ends the session; `req.session` is gone at once. */
  destroy(callback?: SessionCallback): this
  /** Reads the session anew, into a new `req.session`. */
  reload(callback?: SessionCallback): this
  /** Saves now. Otherwise it is saved before the response leaves, where it changed. */
  save(callback?: SessionCallback): this
  /** Starts the time of the cookie anew; each request does that by itself. */
  touch(): this
  resetMaxAge(): this
}

export { providerKey }

/** As much of a `Store` as its sessions ask for. */
interface StoreOfSession extends LegacyStore {
  regenerate(request: object, callback: SessionCallback): unknown
  createSession(request: object, stored: SessionData): unknown
}

/** Whatever a session belongs to: an incoming request, or what `store.load` makes in its place. */
export interface SessionHolder {
  sessionID?: string | undefined
  sessionStore?: StoreOfSession | undefined
  session?: (Session & Partial<SessionData>) | null | undefined
  [providerKey]?: SessionProvider
}

/** A request that has a session, or had one. */
export interface SessionRequest extends HostRequest, SessionHolder {
  /** What cookie-parser signs with. */
  readonly secret?: unknown
}

/** How a session that is not ours does itself what it is asked. */
export type OwnMethod = (this: Session, callback: SessionCallback) => unknown

type CarryOut = (session: Session, callback?: SessionCallback, own?: OwnMethod) => void

export const operationNames = ['save', 'reload', 'destroy', 'regenerate'] as const

/** Carries out what a session is asked; `own` is the session's own way, where it has one. */
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

/** A function and not a class, as stores know it. What hides a method is left out of the data. */
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

/** Gives an object a method that neither `for … in` nor JSON shows. */
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
