import type { ImmediateSigner } from '../../crypto/node.ts'
import { andThen, isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { debug } from '../debug.ts'
import { deferSession, isDeferred } from '../lazy-session.ts'
import { entriesOf, liveEntry } from '../memory-store.ts'
import { renewEntry, type SplitEntry, sessionOf } from '../records/memory-entry.ts'
import { sidOf } from '../request-cookie.ts'
import { keeperKey } from '../session.ts'
import { type SignedSid, signSid, toSigner } from '../signature.ts'
import { SessionMethods } from './session-methods.ts'

/** Makes the `req.session` that a request begins with. */
export abstract class Loader extends SessionMethods {
  /** The session could not be read, or has ended: it stays as it is. */
  protected isLeftAlone = false
  #cookie: SignedSid | undefined
  #loading: PromiseLike<void> | undefined
  #hasBegun = false
  /** What is stored, as long as nobody has looked at it. */
  #unread: SplitEntry | undefined
  #current: unknown

  load(): MaybePromise<void> {
    if (this.#hasBegun) return this.#loading
    this.#hasBegun = true
    try {
      const loading = this.#begin()
      if (!isPromise(loading)) return
      this.#loading = loading.then(undefined, (error: unknown) => this.#failLoad(error))
      return this.#loading
    } catch (error) {
      return this.#failLoad(error)
    }
  }

  get current(): unknown {
    const unread = this.#unread
    if (unread !== undefined) {
      const session = sessionOf(unread, this.request)
      this.current = session
      this.note(session)
      this.noteRenewal(unread.expiresAt, unread.originalMaxAge)
    }
    return this.#current
  }

  set current(session: unknown) {
    this.#unread = undefined
    this.#current = session
  }

  /** Whether the sid is the one that the request's cookie carried. */
  protected get isKnown(): boolean {
    return this.#cookie?.sid === this.request.sessionID
  }

  protected get signers(): readonly ImmediateSigner[] {
    return this.policy.signers?.() ?? [toSigner(this.request.secret)]
  }

  /** The sid as the cookie carries it. */
  protected signed(): string {
    const { sessionID } = this.request
    const value = this.isKnown ? this.#cookie?.value : undefined
    return value ?? signSid(String(sessionID), this.signers[0])
  }

  /**
   * Renews a record that nobody has looked at, if that is due; nothing else can be. Answers whether there is nothing left to
   * do. A session that is left alone is the same saved and touched.
   */
  protected renewUnread(isDue: boolean): boolean {
    const { request, policy } = this
    if (this.#unread === undefined || !this.isKnown || !isDeferred(request)) return false
    if (!isDue) return true
    const entries = entriesOf(policy.store)
    const entry = entries && liveEntry(entries, String(request.sessionID))
    if (entry === undefined || !('text' in entry)) return false
    this.noteRenewal(entry.expiresAt, entry.originalMaxAge)
    if (!this.isFresh) renewEntry(entry)
    // Who looks at it from now on sees that.
    renewEntry(this.#unread)
    return true
  }

  #begin(): MaybePromise<void> {
    const { policy, request } = this
    request[keeperKey] = this
    request.sessionStore = policy.store
    this.#cookie = sidOf(request, policy.name, this.signers)
    const sid = this.#cookie?.sid
    request.sessionID = sid
    if (!sid) {
      debug('no SID sent, generating session')
      this.generate()
      return
    }
    debug('fetching')
    const since = policy.shared.tick
    const entries = entriesOf(policy.store)
    const entry = entries && liveEntry(entries, sid)
    if (entry !== undefined && 'text' in entry) {
      debug('session found')
      // As it is now: other requests renew it in place.
      this.#unread = { ...entry }
      this.noteLoaded(entry.text, since)
      deferSession(request)
      return
    }
    const stored = entries === undefined ? policy.calls.get(sid) : entry && JSON.parse(entry.whole)
    return andThen(stored, (found) => {
      debug(found ? 'session found' : 'no session found')
      if (found) this.inflate(Object(found), since)
      else this.generate()
    })
  }

  #failLoad(error: unknown): never {
    debug('error %j', error)
    this.isLeftAlone = true
    throw error
  }
}
