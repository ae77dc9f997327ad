import { EventEmitter } from 'node:events'
import { inherits } from 'node:util'
import { andThen, type MaybePromise, recover } from '../maybe-promise.ts'
import { legacyCalls } from '../store/legacy/calls.ts'
import { type SessionCallback, withCallback } from './callback.ts'
import { Cookie } from './cookie.ts'
import { Session, type SessionHolder } from './session.ts'
import type { SessionData } from './session-data.ts'

/** What stores extend: three methods of their own, and what is here. */
declare abstract class StoreClass extends EventEmitter {
  /** Ends the session of the request and begins a new one. */
  regenerate(request: object, callback: SessionCallback): unknown
  /** A session outside of a request. */
  load(sid: string, callback: (error?: unknown, session?: Session & SessionData) => unknown): unknown
  /** Makes `request.session` of what is stored. Throws a `TypeError` where that has no `cookie`. */
  createSession(request: object, stored: SessionData): Session & SessionData
  /** Begins a session; the middleware gives each of its stores this method. */
  generate(request: object): void

  /** Answers what is stored; nothing, or an error of code `ENOENT`, where nothing is. */
  // biome-ignore lint/suspicious/noExplicitAny: what stores annotate their callbacks with, for years.
  abstract get(sid: string, callback: (error: any, session?: SessionData | null) => void): void
  abstract set(sid: string, session: SessionData, callback?: SessionCallback): void
  abstract destroy(sid: string, callback?: SessionCallback): void
  /** All sessions, as a list or by their IDs. */
  all?(
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    callback: (error: any, sessions?: SessionData[] | { [sid: string]: SessionData } | null) => void,
  ): void
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  length?(callback: (error: any, length?: number) => void): void
  clear?(callback?: SessionCallback): void
  /** Starts the time of a session anew. */
  touch?(sid: string, session: SessionData, callback?: () => void): void
}

export type Store = StoreClass

/** A function and not a class, so that `util.inherits` and `Store.call(this)` do. */
export const Store: typeof StoreClass & ((this: unknown) => void) = function Store(this: EventEmitter): void {
  // Of the two ways to set up an emitter only this one works on an object that is there already.
  ;(EventEmitter as unknown as (this: EventEmitter) => void).call(this)
} as unknown as typeof StoreClass & ((this: unknown) => void)

inherits(Store, EventEmitter)

const methods: Pick<StoreClass, 'regenerate' | 'load' | 'createSession'> & ThisType<StoreClass> = {
  regenerate(request: SessionHolder, callback) {
    const begin = (): void => this.generate(request)
    const beginAndFail = (error: unknown): never => {
      begin()
      throw error
    }
    // As it is: a `genid` may make what is no text.
    const end = (): MaybePromise<void> => legacyCalls(this).destroy(request.sessionID as string)
    withCallback(() => andThen(recover(end, beginAndFail), begin), callback)
  },
  load(sid, callback) {
    let session: (Session & SessionData) | undefined
    const load = (): MaybePromise<void> =>
      andThen(legacyCalls(this).reload(sid), (stored) => {
        const holder = { sessionID: sid, sessionStore: this }
        if (stored) session = this.createSession(holder, stored as SessionData)
      })
    withCallback(load, (error) => {
      if (error) callback(error)
      else if (session === undefined) callback()
      else callback(null, session)
    })
  },
  createSession(request: SessionHolder, stored) {
    const { expires, originalMaxAge } = cookieOf(stored)
    const cookie = new Cookie(stored.cookie)
    stored.cookie = cookie
    if (typeof expires === 'string') cookie.expires = new Date(expires)
    // Setting `expires` has changed it.
    cookie.originalMaxAge = originalMaxAge
    const session = new Session(request, stored) as Session & SessionData
    request.session = session
    return session
  },
}

Object.assign(Store.prototype, methods)

/** A record of another program may have none. The message begins as the engine's own does, which apps match. */
function cookieOf({ cookie }: Partial<SessionData>): Cookie {
  if (cookie === undefined || cookie === null) {
    throw new TypeError(
      'Cannot read properties of the `cookie` of a stored session: it has none. It was not written by express-session; remove it, or give it one.',
    )
  }
  return cookie
}
