import depd from 'depd'
import { systemClock } from '../clock.ts'
import { type CookieData, toSetCookie } from './set-cookie.ts'

const deprecate = depd('express-session')

/** What the cookie of a session can say: the option `cookie`, and `req.session.cookie`. */
export interface CookieOptions {
  /** Milliseconds until the cookie ends; `null` or `undefined`: it ends with the browser. */
  maxAge?: number | null | undefined
  /** When the cookie ends. Of `expires` and `maxAge` the one that stands last in the object decides. */
  expires?: Date | null | false | undefined
  domain?: string | undefined
  httpOnly?: boolean | undefined
  partitioned?: boolean | undefined
  path?: string | undefined
  priority?: 'low' | 'medium' | 'high' | undefined
  /** `true` is `strict`, `false` says nothing; the option takes `auto` too: `none` on a secure connection, else `lax`. */
  sameSite?: boolean | 'lax' | 'strict' | 'none' | 'auto' | undefined
  /** The option takes `auto` too: what the connection is. */
  secure?: boolean | 'auto' | undefined
}

/** `req.session.cookie`. */
export interface Cookie extends CookieOptions {
  /** What `maxAge` was when it was set last, in milliseconds: a touch starts it anew. */
  originalMaxAge: number | null
  readonly data: CookieData
  /** The cookie as a `Set-Cookie` header has it. Throws a `TypeError` for what cannot stand there. */
  serialize(name: string, value: string): string
  toJSON(): CookieData
}

interface CookieConstructor {
  new (options?: CookieOptions): Cookie
  (this: Cookie, options?: CookieOptions): void
  readonly prototype: Cookie
}

/** The fields as they lie in the object: some stores persist these. */
interface Fields extends Cookie {
  _expires: unknown
  [key: string]: unknown
}

/** A function and not a class, with enumerable accessors: stores copy cookies by `for … in`, and call what is here. */
export const Cookie: CookieConstructor = function Cookie(this: Fields, options?: unknown): void {
  this.path = '/'
  this.maxAge = null
  this.httpOnly = true
  if (options) {
    if (typeof options !== 'object') throw new TypeError('argument options must be a object')
    for (const key in options) {
      if (key !== 'data') this[key] = (options as Record<string, unknown>)[key]
    }
  }
  // Set through `maxAge` or `expires`, unless what was copied says another.
  this.originalMaxAge ??= this.maxAge as number | null
} as unknown as CookieConstructor

const prototype: object & ThisType<Fields> = {
  get expires(): unknown {
    return this._expires
  },

  set expires(expires: unknown) {
    this._expires = expires
    this.originalMaxAge = this.maxAge as number | null
  },

  get maxAge(): unknown {
    const { expires } = this as { expires?: unknown }
    return expires instanceof Date ? expires.valueOf() - systemClock.now() : expires
  },

  set maxAge(maxAge: unknown) {
    if (maxAge && typeof maxAge !== 'number' && !(maxAge instanceof Date)) {
      throw new TypeError('maxAge must be a number or Date')
    }
    if (maxAge instanceof Date) deprecate('maxAge as Date; pass number of milliseconds instead')
    this.expires = (typeof maxAge === 'number' ? new Date(systemClock.now() + maxAge) : maxAge) as Date | null
  },

  get data(): unknown {
    return {
      originalMaxAge: this.originalMaxAge,
      partitioned: this.partitioned,
      priority: this.priority,
      expires: this._expires,
      secure: this.secure,
      httpOnly: this.httpOnly,
      domain: this.domain,
      path: this.path,
      sameSite: this.sameSite,
    }
  },

  serialize(name: string, value: string): string {
    return toSetCookie(name, value, this.data)
  },

  toJSON(): unknown {
    return this.data
  },
}

Object.defineProperty(Cookie, 'prototype', { value: prototype })
