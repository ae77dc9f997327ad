import { isSecure } from '../../adapters/node/request.ts'
import { type HeaderEdits, noEdits } from '../../core/request/request.ts'
import type { ImmediateSigner } from '../../crypto/node.ts'
import { debug } from '../debug.ts'
import { sidOf } from '../request-cookie.ts'
import type { Session, SessionRequest } from '../session.ts'
import type { Settings } from '../settings.ts'
import { type SignedSid, signSid, toSigner } from '../signature.ts'

/** The cookie that a request came with, and the one that its response sets. */
export class SignedCookie {
  readonly #settings: Settings
  readonly #request: SessionRequest
  #sent: SignedSid | undefined
  #isTouched = false

  constructor(settings: Settings, request: SessionRequest) {
    this.#settings = settings
    this.#request = request
  }

  /** The sid that the request's cookie carries, if we signed it. */
  read(): string | undefined {
    this.#sent = sidOf(this.#request, this.#settings.name, this.#signers)
    return this.#sent?.sid
  }

  /** Whether the sid of now is the one that the request's cookie carried. */
  get isKnown(): boolean {
    return this.#sent?.sid === this.#request.sessionID
  }

  /** Starts the time of the cookie anew, once. */
  touch(session: Session): void {
    if (this.#isTouched) return
    session.touch()
    this.#isTouched = true
  }

  /** Nothing where a secure cookie would not reach the browser. Throws a `TypeError` for what cannot stand in a cookie. */
  toEdits(session: Session): HeaderEdits {
    const { proxy, toSetCookie } = this.#settings
    if (session.cookie.secure && !isSecure(this.#request, proxy)) {
      debug('not secured')
      return noEdits
    }
    this.touch(session)
    return { setCookie: [toSetCookie(this.#signed(), session.cookie.data)], keepsCdnHeaders: true }
  }

  #signed(): string {
    const value = this.isKnown ? this.#sent?.value : undefined
    return value ?? signSid(String(this.#request.sessionID), this.#signers[0])
  }

  get #signers(): readonly ImmediateSigner[] {
    return this.#settings.signers?.() ?? [toSigner(this.#request.secret)]
  }
}
