import type { Clock } from '../../clock.ts'
import type { JsonObject } from '../../session/json.ts'
import type { MergeConflict } from '../../session/merge.ts'
import type { StoreEvent } from '../../store/guard/store-health.ts'
import type { SessionStore } from '../../store/store.ts'
import type { AdoptOptions } from './adopt-option.ts'
import type { CookieOptions } from './cookie-policy.ts'
import type { JsonView } from './json-check.ts'
import type { OutputOf, StandardSchema } from './standard-schema.ts'

/** The data of a session: what the schema describes; without a schema, JSON under any key. */
export type DataOf<Schema> = Schema extends StandardSchema ? OutputOf<Schema> & object : JsonObject

/** Options of `createSessions`. Options that express-session also has go by its names. Durations are milliseconds. */
export interface SessionsOptions<Schema extends StandardSchema | undefined = undefined, View = undefined> {
  /** Signs the cookie: at least 32 characters or bytes. In an array the first signs and all are accepted, so that secrets can be rotated. */
  secret: string | Uint8Array | readonly (string | Uint8Array)[]
  /** Stores the sessions. Default: a `memoryStore()`, which forgets them when the process ends. */
  store?: SessionStore
  /** The attributes of the cookie, or a function that returns them for the framework's request. */
  cookie?: CookieOptions | ((request: unknown) => CookieOptions)
  /** The name of the cookie. Default: `__Host-sid` if the cookie is secure, has no domain and has the path `/`; otherwise `sid`. */
  name?: string
  /** Makes the session ID of a new session. Default: 192 random bits as base64url. */
  genid?: (request: unknown) => string
  /** Whether to trust `X-Forwarded-Proto`. Default: the framework's own setting (`trust proxy` of Express); without one, `false`. */
  proxy?: boolean
  /** Write sessions that did not change, too. Default `false`. */
  resave?: boolean
  /** Store new sessions that no handler wrote to, too. Default `false`. */
  saveUninitialized?: boolean
  /**
   * `true` (default): activity renews the session, and each renewal sends the cookie. `'always'`: every response to activity
   * sends it. `false`: activity renews nothing.
   */
  rolling?: boolean | 'always'
  /** Whether `req.session = null` destroys the stored session or keeps it. Default `destroy`. */
  unset?: 'destroy' | 'keep'
  /** Milliseconds without activity after which the session ends. Default: `cookie.maxAge`, or 30 minutes if that is not set. */
  idleTimeout?: number
  /** Milliseconds after which the session ends despite activity, from when it began or was last authenticated; `null` for never. Default 24 hours. */
  absoluteTimeout?: number | null
  /** Minimum time in milliseconds between two renewals by activity. Default: 60 seconds or a tenth of the idle timeout, whichever is less. */
  touchAfter?: number
  /** Milliseconds that all store calls of one request may take together, from the first call on; `null` for no limit. Default 2000. */
  storeTimeout?: number | null
  /** Describes and types the data of `req.session`: any Standard Schema that validates synchronously and accepts `{}`. */
  schema?: Schema
  /**
   * Takes over sessions that express-session began, so that nobody is signed out by the change: the first request with only
   * the old cookie gets a new session with the same data, under a new session ID.
   */
  adopt?: AdoptOptions
  /**
   * What to do with a stored record that is not JSON or does not fit the schema. `error` (default): the request fails with
   * `record-invalid` and the record is kept. `reset`: the session starts empty. A function returns the data to use instead.
   */
  onInvalid?: 'error' | 'reset' | ((data: unknown) => object)
  /** Whether top-level keys that the schema does not name are kept (default) or an error. */
  unknownKeys?: 'keep' | 'error'
  /** Returns the part of the data that the browser may see, as JSON. Without this option it sees none. */
  expose?: (data: DataOf<Schema>) => JsonView<View> & View
  /** Returns the owner of the session, such as a user ID, once there is one. When it changes, the session gets a new session ID. */
  subject?: (data: DataOf<Schema>) => string | null | undefined
  /** Maximum of live sessions of one subject: beyond it the oldest end. Needs a store with the ability `subjects`. Default: no limit. */
  maxSessions?: number
  /** Whether a request counts as activity of the user. Default: every request does. */
  activity?: (request: unknown) => boolean
  /** Returns the value to keep where two requests changed one value differently. Default: the value that is saved later. */
  onConflict?: (conflict: MergeConflict) => unknown
  /** Do not read the session before `await loadSession(req)`. Default `false`. */
  lazy?: boolean
  /** When a failed read fails the request: at once (`next`, the default), or when a handler reads the session (`when-read`). */
  onLoadError?: 'next' | 'when-read'
  /** Other origins whose pages may call the endpoints, such as `https://app.example`. */
  allowedOrigins?: readonly string[]
  /** Refuse endpoint calls that change something and carry neither `Origin` nor `Sec-Fetch-Site`. Default `false`. */
  requireOrigin?: boolean
  /**
   * Tells the client of sessions in two ways. `'header'`: responses that began or renewed a session, or found none, say so in
   * `Sojourn-Session`. `true`: also by a cookie that scripts may read, named as the session cookie plus `-stay`. Both hold the
   * session's `id`, which is no credential. Default `false`.
   */
  announce?: boolean | 'header'
  /** Called with conflicts and store outages, for logs and metrics. Events hold no session ID and no data. */
  onEvent?: (event: SessionEvent) => void
  /** The source of time. For tests. */
  clock?: Clock
}

/** An event for the operator's logs and metrics, as the option `onEvent` gets it. */
export type SessionEvent =
  /** Two requests changed the value at `path` differently, and one of the two was kept. */
  | { readonly type: 'conflict'; readonly path: readonly string[] }
  /** An old session, as of express-session, does not fit (option `adopt`), and is left as it is. */
  | { readonly type: 'not-adopted'; readonly error: unknown }
  /**
   * A request came with a session ID that was replaced in the last five minutes: it was sent before the browser had the new
   * one, or by somebody who stole the old one. It sees no session, and gets no cookie unless it signs in itself.
   */
  | { readonly type: 'rotated-away' }
  | StoreEvent
