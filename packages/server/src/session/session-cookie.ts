import type { CookieAttributes } from '../cookie/set-cookie.ts'
import { SessionError } from '../errors.ts'

/** What the cookie of a stay reads and changes: its lifetime, in milliseconds. */
export interface CookieLifetime {
  idleTimeout: number
  persistent: boolean
}

/**
 * `req.session.cookie`. Its lifetime can be set for each stay ("remember me") and is stored with it; every other
 * attribute comes from the `cookie` option and is read-only.
 */
export class SessionCookie {
  readonly #lifetime: CookieLifetime
  readonly #attributes: () => CookieAttributes
  readonly #now: () => number
  readonly #expiresAt: () => number
  readonly #absoluteTimeout: number | null

  constructor(
    lifetime: CookieLifetime,
    attributes: () => CookieAttributes,
    now: () => number,
    expiresAt: () => number,
    absoluteTimeout: number | null,
  ) {
    this.#lifetime = lifetime
    this.#attributes = attributes
    this.#now = now
    this.#expiresAt = expiresAt
    this.#absoluteTimeout = absoluteTimeout
  }

  /** Milliseconds until the stay ends if nobody moves; `null` where the cookie ends with the browser. */
  get maxAge(): number | null {
    return this.#lifetime.persistent ? this.#expiresAt() - this.#now() : null
  }

  /** Sets the idle timeout of this stay, in milliseconds; `null` lets the cookie end with the browser and keeps the timeout. */
  set maxAge(maxAge: number | null) {
    if (maxAge === null) {
      this.#lifetime.persistent = false
      return
    }
    if (typeof maxAge !== 'number' || !Number.isFinite(maxAge) || maxAge <= 0) {
      throw new SessionError(
        'option-invalid',
        `session.cookie.maxAge got ${String(maxAge)}; it takes a positive number of milliseconds, or null for a cookie that ends with the browser.`,
      )
    }
    if (this.#absoluteTimeout !== null && maxAge > this.#absoluteTimeout) {
      throw new SessionError(
        'option-invalid',
        `session.cookie.maxAge got ${maxAge}; it takes at most the absolute timeout of ${this.#absoluteTimeout} ms, which would end the stay before. Set the option \`absoluteTimeout\`.`,
      )
    }
    this.#lifetime.persistent = true
    this.#lifetime.idleTimeout = Math.ceil(maxAge)
  }

  /** What a touch grants, in milliseconds; `null` where the cookie ends with the browser. */
  get originalMaxAge(): number | null {
    return this.#lifetime.persistent ? this.#lifetime.idleTimeout : null
  }

  /** When the stay ends if nobody moves; `null` where the cookie ends with the browser. */
  get expires(): Date | null {
    return this.#lifetime.persistent ? new Date(this.#expiresAt()) : null
  }

  set expires(expires: Date | null | false) {
    this.maxAge = expires ? expires.getTime() - this.#now() : null
  }

  get path(): string {
    return this.#attributes().path
  }

  get domain(): string | undefined {
    return this.#attributes().domain
  }

  get httpOnly(): boolean {
    return this.#attributes().httpOnly
  }

  get secure(): boolean {
    return this.#attributes().secure
  }

  get sameSite(): CookieAttributes['sameSite'] {
    return this.#attributes().sameSite
  }

  get priority(): CookieAttributes['priority'] {
    return this.#attributes().priority
  }

  get partitioned(): boolean {
    return this.#attributes().partitioned
  }
}
