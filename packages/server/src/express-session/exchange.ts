import type { Next } from '../adapters/middleware.ts'
import { type HeaderEdits, noEdits, type ResponseFacts } from '../core/request.ts'
import { SessionError } from '../errors.ts'
import { andThen, isPromise, type MaybePromise } from '../maybe-promise.ts'
import { isSecure } from './connection.ts'
import { toSetCookie } from './cookie.ts'
import { dataText } from './data-text.ts'
import { debug } from './debug.ts'
import { decideCookie, decideRecord, type Facts } from './decision.ts'
import { Keeper } from './keeper.ts'
import type { Policy } from './policy.ts'
import type { KeptRequest } from './record-keeper.ts'
import { sidOf } from './request-cookie.ts'
import { keeperKey, type Session } from './session.ts'
import { signSid, toSigner } from './signature.ts'

/** What express-session does for one request: when it comes in, and before its response leaves. */
export class Exchange extends Keeper {
  /** The session could not be read, or somebody only looks at it: it stays as it is. */
  protected isLeftAlone = false
  /** The data that the record has by now; until they change there is nothing left to do. */
  protected settledText: string | undefined
  /** Whether the response sets the cookie whatever else there is to say. */
  protected isCookieAsked = false
  readonly #next: Next
  #sid: string | undefined
  #loading: PromiseLike<void> | undefined
  #hasBegun = false
  /** How far the response is: nothing has left, the headers have, or the last byte. */
  #progress: 'open' | 'headers' | 'done' = 'open'
  #isTouched = false
  #hasEnded = false

  /** `next` hears of what fails when the response is on its way already. */
  constructor(policy: Policy, request: KeptRequest, next: Next = () => {}) {
    super(policy, request)
    this.#next = next
  }

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

  commit(response: ResponseFacts): MaybePromise<HeaderEdits> {
    if (this.saving !== undefined) return this.saving.then(() => this.commit(response))
    if (this.isLeftAlone || this.#progress !== 'open') return noEdits
    this.#progress = response.isWhole ? 'done' : 'headers'
    const settled = this.#telling(() => (response.isWhole ? this.#settle() : this.#settleEarly()))
    let edits = noEdits
    try {
      edits = this.#headerEdits()
    } catch (error) {
      this.#tell(error)
    }
    return isPromise(settled) ? settled.then(() => edits) : edits
  }

  commitRest(): MaybePromise<void> {
    if (this.saving !== undefined) return this.saving.then(() => this.commitRest())
    if (this.isLeftAlone || this.#progress === 'done') return
    this.#progress = 'done'
    return this.#telling(() => this.#settle())
  }

  /** Whether the sid is the one that the request's cookie carried. */
  protected get isKnown(): boolean {
    return this.#sid === this.request.sessionID
  }

  #begin(): MaybePromise<void> {
    const { policy, request } = this
    request[keeperKey] = this
    request.sessionStore = policy.store
    this.#sid = sidOf(request, policy.name, this.#signers)
    request.sessionID = this.#sid
    if (!this.#sid) {
      debug('no SID sent, generating session')
      this.generate()
      return
    }
    debug('fetching')
    const since = policy.shared.tick
    return andThen(policy.calls.get(this.#sid), (stored) => {
      debug(stored ? 'session found' : 'no session found')
      if (stored) this.inflate(Object(stored), since)
      else this.generate()
    })
  }

  #failLoad(error: unknown): never {
    debug('error %j', error)
    this.isLeftAlone = true
    throw error
  }

  get #signers(): NonNullable<Policy['signers']> {
    return this.policy.signers ?? [toSigner(this.request.secret)]
  }

  /** Before headers that a body follows, the store hears of what changed; of the rest before the last byte. */
  #settleEarly(): MaybePromise<void> {
    const { session } = this.request
    if (!session) return this.#endUnset()
    const text = dataText(session)
    const facts = this.#facts(session, text)
    const isDue = facts.isModified || !facts.isKnown
    if (isDue && decideRecord(facts, this.policy) === 'save') return this.#save(session, text)
  }

  #settle(): MaybePromise<void> {
    const { session } = this.request
    if (!session) return this.#endUnset()
    this.touch(session)
    const text = dataText(session)
    if (this.settledText === text) return
    switch (decideRecord(this.#facts(session, text), this.policy)) {
      case 'save':
        return this.#save(session, text)
      case 'touch':
        debug('touching')
        return this.isFresh ? undefined : this.renew(session)
      case 'skip':
        return
    }
  }

  #save(session: Session, text: string): MaybePromise<void> {
    this.touch(session)
    this.settledText = text
    this.savedText = text
    return this.write(session, text)
  }

  #endUnset(): MaybePromise<void> {
    const { sessionID } = this.request
    if (!sessionID || !this.policy.unsetDestroys || this.#hasEnded) {
      debug('no session')
      return
    }
    debug('destroying')
    this.#hasEnded = true
    return this.end(sessionID)
  }

  protected touch(session: Session): void {
    if (this.#isTouched) return
    session.touch()
    this.#isTouched = true
  }

  #facts(session: Session, text: string): Facts {
    const hasSid = typeof this.request.sessionID === 'string'
    if (!hasSid) debug('session ignored because of bogus req.sessionID %o', this.request.sessionID)
    const isSame = this.originalId === session.id
    return {
      hasSid,
      isKnown: this.isKnown,
      isModified: !isSame || this.originalText !== text,
      isSaved: isSame && this.savedText === text,
      hasSaved: Boolean(this.savedText),
      isPersistent: session.cookie.expires != null,
    }
  }

  #headerEdits(): HeaderEdits {
    const { request, policy } = this
    const { session } = request
    if (!session) return noEdits
    if (!this.isCookieAsked && !decideCookie(this.#facts(session, dataText(session)), policy)) return noEdits
    if (session.cookie.secure && !isSecure(request, policy.proxy)) {
      debug('not secured')
      return noEdits
    }
    this.touch(session)
    const value = signSid(String(request.sessionID), this.#signers[0])
    return { setCookie: [toSetCookie(policy.name, value, session.cookie.data)], keepsCdnHeaders: true }
  }

  /** The response leaves whatever the store says; what fails is told to `next`, when that is done. */
  #telling(settle: () => MaybePromise<void>): MaybePromise<void> {
    try {
      const settled = settle()
      return isPromise(settled) ? settled.then(undefined, (error: unknown) => this.#tell(error)) : settled
    } catch (error) {
      this.#tell(error)
    }
  }

  #tell(error: unknown): void {
    // Another request has ended the session: that is no failure of this one.
    if (error instanceof SessionError && error.code === 'session-gone') return
    setImmediate(this.#next, error)
  }
}
