import type { IncomingMessage } from 'node:http'
import type { JsonObject } from '../session/json.ts'
import type { LegacyStore } from '../store/legacy/calls.ts'
import type { CookieOptions } from './cookie.ts'
import type { SessionData } from './session-data.ts'

/** What Express adds to a request, and apps look at. */
export interface HostRequest extends IncomingMessage {
  readonly originalUrl?: string
  readonly secure?: boolean
}

/** A function of the request, whatever type of request it names. */
type OfRequest<Answer> = { of(request: HostRequest): Answer }['of']

/** What signs the cookie: whatever `crypto.createHmac` takes. */
export type Secret = string | Uint8Array | import('node:crypto').KeyObject

/** The options of express-session, with its defaults, and one more. */
export interface SessionOptions {
  /** Signs the cookie. Of several the first signs and all are accepted, so that secrets can be rotated. */
  secret?: Secret | readonly Secret[] | undefined
  /** Attributes of the cookie. Default `{ path: '/', httpOnly: true, maxAge: null }`. */
  cookie?: CookieOptions | OfRequest<CookieOptions> | undefined
  /** Makes the session ID. Default: 192 random bits. */
  genid?: OfRequest<string> | undefined
  /** The name of the cookie. Default `connect.sid`. */
  name?: string | undefined
  /** An older name of `name`. */
  key?: string | undefined
  /** Whether `X-Forwarded-Proto` is believed. Default: what Express' `trust proxy` says. */
  proxy?: boolean | undefined
  /** Whether a session is saved that did not change. Default `true`, with a deprecation: set it. */
  resave?: boolean | undefined
  /** Whether the cookie is set on every response. Default `false`. */
  rolling?: boolean | undefined
  /** Whether a new session is saved that nobody wrote to. Default `true`, with a deprecation: set it. */
  saveUninitialized?: boolean | undefined
  /** Where sessions are kept. Default: a `MemoryStore`. */
  store?: LegacyStore | undefined
  /** What `req.session = null` does to what is stored. Default `keep`. */
  unset?: 'destroy' | 'keep' | undefined

  /** What express-session does not have. All else in the options is left as it is, for those who share them with a store. */
  sojourn?: OwnOptions | undefined
}

/** Options that express-session does not have. Others than these are refused. */
export interface OwnOptions {
  /** When the store is asked again before a write: `changed` (default): where another request of this process wrote since the load. `always`: for several processes. */
  reread?: 'changed' | 'always' | undefined
  /** A session that lasts `cookie.maxAge` and did not change is renewed in the store at most this often, in milliseconds. Default 0: with every request. */
  touchAfter?: number | undefined
  /** How long a call of the store may take, in milliseconds; `null` (default): as long as it takes. */
  storeTimeout?: number | null | undefined
  /** What the endpoints tell the browser of the data. Default: nothing. */
  expose?: ((data: SessionData) => JsonObject) | undefined
  /** Other origins whose pages may call the endpoints. */
  allowedOrigins?: readonly string[] | undefined
  /** Whether the endpoints refuse changes that say nothing of where they come from. Default `false`. */
  requireOrigin?: boolean | undefined
  /**
   * `'header'`: responses say by `Sojourn-Session` that they set the cookie of a stored session (`active`, with its ID and what
   * it has left), or that there is none. Default `false`.
   */
  announce?: false | 'header' | undefined
}
