import type { Clock } from '../../clock.ts'
import type { JsonObject } from '../../session/json.ts'
import type { MergeConflict } from '../../session/merge.ts'
import type { StoreEvent } from '../../store/guard/store-health.ts'
import type { SessionStore } from '../../store/store.ts'
import type { AdoptOptions } from './adopt-option.ts'
import type { CookieOptions } from './cookie-policy.ts'
import type { JsonView } from './json-check.ts'
import type { OutputOf, StandardSchema } from './standard-schema.ts'

/** What a session holds: what the schema describes, else JSON under any key. */
export type DataOf<Schema> = Schema extends StandardSchema ? OutputOf<Schema> & object : JsonObject

/** Options of `createSessions`. Names are express-session's where it has them; durations are milliseconds. */
export interface SessionsOptions<Schema extends StandardSchema | undefined = undefined, View = undefined> {
  /** Signs the cookie: at least 32 characters or bytes. Of several the first signs and all are accepted, so that secrets can be rotated. */
  secret: string | Uint8Array | readonly (string | Uint8Array)[]
  /** Where sessions are kept. Default: a `memoryStore()`, which forgets them when the process ends. */
  store?: SessionStore
  /** Attributes of the cookie, or a function of the framework's request that answers them. */
  cookie?: CookieOptions | ((request: unknown) => CookieOptions)
  /** The cookie's name. Default `__Host-sid` where the cookie is secure, host-only and on `/`, else `sid`. */
  name?: string
  /** Makes the sid of a new session. Default: 192 random bits, base64url. */
  genid?: (request: unknown) => string
  /** Whether `X-Forwarded-Proto` is believed. Default: what the framework says (`trust proxy`), else no. */
  proxy?: boolean
  /** Write even what did not change. Default `false`. */
  resave?: boolean
  /** Store new sessions that nobody wrote to. Default `false`. */
  saveUninitialized?: boolean
  /** `true` (default): activity renews the stay, and the cookie is sent with every renewal. `'always'`: with every response to activity. `false`: activity renews nothing. */
  rolling?: boolean | 'always'
  /** What `req.session = null` does to the stored record. Default `destroy`. */
  unset?: 'destroy' | 'keep'
  /** The stay ends this long after the last activity. Default: `cookie.maxAge`, else 30 minutes. */
  idleTimeout?: number
  /** The stay ends this long after it began or was last authenticated; `null`: never. Default 24 hours. */
  absoluteTimeout?: number | null
  /** Activity renews a stay at most this often. Default: the smaller of 60 s and a tenth of the idle timeout. */
  touchAfter?: number
  /** How long the store may take for a request, all its calls together, from when it is asked. Default 2 s; `null`: as long as it takes. */
  storeTimeout?: number | null
  /** Describes the data: any Standard Schema that answers synchronously and accepts `{}`. Types `req.session`. */
  schema?: Schema
  /**
   * Takes over the sessions that express-session began, so that nobody is signed out by the change: a request with a cookie
   * of theirs and none of ours goes on in a session of ours with the same data, under a new sid.
   */
  adopt?: AdoptOptions
  /** What to do with a record that is no JSON or does not fit the schema. Default `error`: code `record-invalid`, the record kept. */
  onInvalid?: 'error' | 'reset' | ((data: unknown) => object)
  /** Top-level keys that the schema does not name: carried through (default), or an error. */
  unknownKeys?: 'keep' | 'error'
  /** What the browser may see of the data: JSON. Without it, nothing. */
  expose?: (data: DataOf<Schema>) => JsonView<View> & View
  /** Whom the session belongs to, once known. When it changes the sid is rotated. */
  subject?: (data: DataOf<Schema>) => string | null | undefined
  /** Live sessions of one subject; at one more the oldest end. Needs a store with `subjects`. Default: no limit. */
  maxSessions?: number
  /** Whether a request counts as activity of the person. Default: every request does. */
  activity?: (request: unknown) => boolean
  /** Two requests set one value to different things: answers the one to keep. Default: the later. */
  onConflict?: (conflict: MergeConflict) => unknown
  /** Put the read off until `await loadSession(req)`. Default `false`. */
  lazy?: boolean
  /** Whether a failed read fails the request at once (default) or only one that reads the session. */
  onLoadError?: 'next' | 'when-read'
  /** Other origins whose pages may call the endpoints, such as `https://app.example`. */
  allowedOrigins?: readonly string[]
  /** Refuse endpoint calls that change something and say nothing of where they come from. Default `false`. */
  requireOrigin?: boolean
  /**
   * `true`: say `Sojourn-Session` on responses that began or renewed a stay, with its id, or found none; and set a marker
   * beside the session cookie, named as that with `-stay` behind, which scripts may read: it holds the id, no credential.
   * `'header'`: without the marker. Default `false`.
   */
  announce?: boolean | 'header'
  /** Hears of conflicts and of store outages; for logs and metrics. Holds no sid and no data. */
  onEvent?: (event: SessionEvent) => void
  /** The clock. For tests. */
  clock?: Clock
}

/** Things an operator wants to hear of. */
export type SessionEvent =
  | { readonly type: 'conflict'; readonly path: readonly string[] }
  /** A session of express-session holds what none of ours can (option `adopt`): it is left as it is. */
  | { readonly type: 'not-adopted'; readonly error: unknown }
  /**
   * A request came with a sid that was replaced in the last five minutes: it was sent before the browser had the new one, or
   * by somebody who learned the old one. It sees no session, and gets no cookie unless it signs in by itself.
   */
  | { readonly type: 'rotated-away' }
  | StoreEvent
