import { maxDuration } from '../clock.ts'
import type { CookieAttributes } from '../cookie/set-cookie.ts'
import { SessionError } from '../errors.ts'

/** The lifetime that a session's cookie reads and changes. */
export interface CookieLifetime {
  /** Milliseconds. */
  idleTimeout: number
  /** Whether the cookie outlives the browser. */
  persistent: boolean
}

/** The hidden own property that holds the source of a cookie's values, for the same reason as a session's owner is in one. */
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
 * The type of `req.session.cookie`. Its lifetime can be set for one session ("remember me"), and is stored with it. Every
 * other attribute comes from the option `cookie` and is read-only.
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

  /** Milliseconds until the session ends without further activity; `null` if the cookie ends with the browser. */
  get maxAge(): number | null {
    return sourceOf(this).lifetime.persistent ? sourceOf(this).expiresAt() - sourceOf(this).now() : null
  }

  /**
   * Sets the idle timeout of this session, in milliseconds. `null` makes the cookie end with the browser and keeps the timeout.
   *
   * @throws {SessionError} `option-invalid` for anything but a positive number up to the absolute timeout.
   */
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

  /** The idle timeout that a touch renews, in milliseconds; `null` if the cookie ends with the browser. */
  get originalMaxAge(): number | null {
    return sourceOf(this).lifetime.persistent ? sourceOf(this).lifetime.idleTimeout : null
  }

  /** When the session ends without further activity; `null` if the cookie ends with the browser. */
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
