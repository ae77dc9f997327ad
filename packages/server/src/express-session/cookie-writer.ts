import { type HeaderEdits, noEdits } from '../core/request/request.ts'
import { isSecure } from './connection.ts'
import { debug } from './debug.ts'
import { Loader } from './request/load.ts'
import type { Session } from './session.ts'

/** Writes the cookie of one request's session. */
export abstract class CookieWriter extends Loader {
  #isTouched = false

  protected touch(session: Session): void {
    if (this.#isTouched) return
    session.touch()
    this.#isTouched = true
  }

  protected cookieEdits(session: Session): HeaderEdits {
    const { request, policy } = this
    if (session.cookie.secure && !isSecure(request, policy.proxy)) {
      debug('not secured')
      return noEdits
    }
    this.touch(session)
    const text = policy.toSetCookie(this.signed(), session.cookie.data)
    return { setCookie: [text], keepsCdnHeaders: true }
  }
}
