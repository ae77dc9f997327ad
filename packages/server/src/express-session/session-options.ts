import type { IncomingMessage } from 'node:http'
import type { JsonObject } from '../session/json.ts'
import type { LegacyStore } from '../store/legacy/calls.ts'
import type { CookieOptions } from './cookie.ts'
import type { SessionData } from './session-data.ts'

/** A request with the properties that Express adds. */
export interface HostRequest extends IncomingMessage {
  readonly originalUrl?: string
  readonly secure?: boolean
}

/** A function of the request. As a method type it accepts any request type that an app declares. */
type OfRequest<Answer> = { of(request: HostRequest): Answer }['of']

/** A secret that signs the cookie: anything that `crypto.createHmac` takes. */
export type Secret = string | Uint8Array | import('node:crypto').KeyObject

/** The options of express-session with its defaults, plus the option `sojourn`. */
export interface SessionOptions {
  /** Signs the cookie. In an array the first signs and all are accepted, so that secrets can be rotated. */
  secret?: Secret | readonly Secret[] | undefined
  /** The attributes of the cookie, or a function that returns them. Default `{ path: '/', httpOnly: true, maxAge: null }`. */
  cookie?: CookieOptions | OfRequest<CookieOptions> | undefined
  /** Makes the session ID of a new session. Default: 192 random bits. */
  genid?: OfRequest<string> | undefined
  /** The name of the cookie. Default `connect.sid`. */
  name?: string | undefined
  /** An older name of `name`. */
  key?: string | undefined
  /** Whether to trust `X-Forwarded-Proto`. Default: the setting `trust proxy` of Express. */
  proxy?: boolean | undefined
  /** Whether to save sessions that did not change. Default `true`, with a deprecation warning: set it. */
  resave?: boolean | undefined
  /** Whether to set the cookie on every response. Default `false`. */
  rolling?: boolean | undefined
  /** Whether to save new sessions that no handler wrote to. Default `true`, with a deprecation warning: set it. */
  saveUninitialized?: boolean | undefined
  /** Stores the sessions. Default: a `MemoryStore`. */
  store?: LegacyStore | undefined
  /** Whether `req.session = null` destroys the stored session or keeps it. Default `keep`. */
  unset?: 'destroy' | 'keep' | undefined

  /** Options that express-session does not have. Unknown options beside it are ignored, so that they can be shared with a store. */
  sojourn?: OwnOptions | undefined
}

/** Options that express-session does not have. Unknown ones are an error. */
export interface OwnOptions {
  /** When a write first reads the session again: if another request of this process has written it (`changed`, default), or `always`, for several processes. */
  reread?: 'changed' | 'always' | undefined
  /** Minimum milliseconds between two renewals of an unchanged session that lasts `cookie.maxAge`. Default 0: every request renews it. */
  touchAfter?: number | undefined
  /** Milliseconds that a store call may take; `null` (default) for no limit. */
  storeTimeout?: number | null | undefined
  /** Returns the part of the data that the endpoints show the browser. Default: nothing. */
  expose?: ((data: SessionData) => JsonObject) | undefined
  /** Other origins whose pages may call the endpoints. */
  allowedOrigins?: readonly string[] | undefined
  /** Whether the endpoints refuse changes that carry neither `Origin` nor `Sec-Fetch-Site`. Default `false`. */
  requireOrigin?: boolean | undefined
  /**
   * `'header'`: the header `Sojourn-Session` tells that a response set the cookie of a stored session (`active`, its `id` and the
   * remaining milliseconds), or that there is none. Default `false`.
   */
  announce?: false | 'header' | undefined
}
