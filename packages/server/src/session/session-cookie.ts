import { maxDuration } from '../clock.ts'
import type { CookieAttributes } from '../cookie/set-cookie.ts'
import { SessionError } from '../errors.ts'

/** What the cookie of a stay reads and changes: its lifetime, in milliseconds. */
export interface CookieLifetime {
  idleTimeout: number
  persistent: boolean
}

/** Where a cookie has what it reads: an own property that nothing shows, for the reason that a session's owner is one. */
const sourceKey: unique symbol = Symbol('sojourn.source')

interface Source {
  readonly lifetime: CookieLifetime
  readonly attributes: () => CookieAttributes
  readonly now: () => number
  readonly expiresAt: () => number
  readonly absoluteTimeout: number | null
}

interface Sourced {
  readonly [sourceKey]: Source
}

function sourceOf(cookie: object): Source {
  return (cookie as Sourced)[sourceKey]
}

/**
 * `req.session.cookie`. Its lifetime can be set for each stay ("remember me") and is stored with it; every other
 * attribute comes from the `cookie` option and is read-only.
 */
export class SessionCookie {
  constructor(
    lifetime: CookieLifetime,
    attributes: () => CookieAttributes,
    now: () => number,
    expiresAt: () => number,
    absoluteTimeout: number | null,
  ) {
    const source: Source = { lifetime, attributes, now, expiresAt, absoluteTimeout }
    Object.defineProperty(this, sourceKey, { value: source, configurable: true })
  }

  /** Milliseconds until the stay ends if nobody moves; `null` where the cookie ends with the browser. */
  get maxAge(): number | null {
    return sourceOf(this).lifetime.persistent ? sourceOf(this).expiresAt() - sourceOf(this).now() : null
  }

  /** Sets the idle timeout of this stay, in milliseconds; `null` lets the cookie end with the browser and keeps the timeout. */
  set maxAge(maxAge: number | null) {
    if (maxAge === null) {
      sourceOf(this).lifetime.persistent = false
      return
    }
    if (typeof maxAge !== 'number' || !Number.isFinite(maxAge) || maxAge <= 0) {
      throw new SessionError(
        'option-invalid',
        `session.cookie.maxAge got ${String(maxAge)}; it takes a positive number of milliseconds, or null for a cookie that ends with the browser.`,
      )
    }
    if (maxAge > maxDuration) {
      throw new SessionError(
        'option-invalid',
        `session.cookie.maxAge got ${maxAge}; it takes at most ${maxDuration} milliseconds, which is 142,000 years.`,
      )
    }
    const { absoluteTimeout } = sourceOf(this)
    if (absoluteTimeout !== null && maxAge > absoluteTimeout) {
      throw new SessionError(
        'option-invalid',
        `session.cookie.maxAge got ${maxAge}; it takes at most the absolute timeout of ${absoluteTimeout} ms, which would end the stay before. Set the option \`absoluteTimeout\`.`,
      )
    }
    sourceOf(this).lifetime.persistent = true
    sourceOf(this).lifetime.idleTimeout = Math.ceil(maxAge)
  }

  /** What a touch grants, in milliseconds; `null` where the cookie ends with the browser. */
  get originalMaxAge(): number | null {
    return sourceOf(this).lifetime.persistent ? sourceOf(this).lifetime.idleTimeout : null
  }

  /** When the stay ends if nobody moves; `null` where the cookie ends with the browser. */
  get expires(): Date | null {
    return sourceOf(this).lifetime.persistent ? new Date(sourceOf(this).expiresAt()) : null
  }

  set expires(expires: Date | null | false) {
    this.maxAge = expires ? expires.getTime() - sourceOf(this).now() : null
  }

  get path(): string {
    return sourceOf(this).attributes().path
  }

  get domain(): string | undefined {
    return sourceOf(this).attributes().domain
  }

  get httpOnly(): boolean {
    return sourceOf(this).attributes().httpOnly
  }

  get secure(): boolean {
    return sourceOf(this).attributes().secure
  }

  get sameSite(): CookieAttributes['sameSite'] {
    return sourceOf(this).attributes().sameSite
  }

  get priority(): CookieAttributes['priority'] {
    return sourceOf(this).attributes().priority
  }

  get partitioned(): boolean {
    return sourceOf(this).attributes().partitioned
  }
}
