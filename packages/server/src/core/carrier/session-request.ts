/** What the engine needs of a request. Adapters make it from the framework's own request. */
export interface SessionRequest {
  /** The `Cookie` header. Several headers are joined by `; ` (RFC 9113 §8.2.3). */
  readonly cookieHeader: string | undefined
  /** The path that the browser requested, including mount points, without the query. */
  readonly path: string
  /** Whether the browser's connection is encrypted, according to the option `proxy`. Read only when needed. */
  readonly isSecure: boolean
  /** `false` if no response can carry a cookie, as on an upgrade: operations that need one then fail with `headers-sent`. */
  readonly canSetCookie?: boolean
  /** The framework's own request, which option functions get. */
  readonly raw: unknown
}
