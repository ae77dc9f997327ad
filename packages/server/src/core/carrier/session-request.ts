/** What the engine asks of a request, whatever the framework: an adapter hands this in. */
export interface SessionRequest {
  /** The `Cookie` header; several are joined with `; ` (RFC 9113 §8.2.3). */
  readonly cookieHeader: string | undefined
  /** The path as the browser asked for it, mount points included, without the query. */
  readonly path: string
  /** Whether the browser's connection is encrypted, as far as `proxy` lets us believe it. Asked only when needed. */
  readonly isSecure: boolean
  /** `false` where no response can carry a cookie, as on an upgrade: what needs one is then refused. */
  readonly canSetCookie?: boolean
  /** The framework's own request, handed to the option functions. */
  readonly raw: unknown
}
