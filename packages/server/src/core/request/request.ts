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

/** What the engine looks at before a response leaves. */
export interface ResponseFacts {
  readonly status: number
  readonly cacheControl: string | undefined
  /** Whether the whole body is there, so that nothing is handled between these headers and the last byte. */
  readonly isWhole?: boolean
  /** `false` where the request is no activity of the person: asked by a timer, or refused. Nothing is renewed then. */
  readonly isActivity?: boolean | undefined
}

/** What has to be added to the response's headers. */
export interface HeaderEdits {
  /** Appended to what the app set itself. */
  readonly setCookie?: readonly string[]
  /** The cookie only lives longer: what the app itself says of it on this response stands. */
  readonly isRenewal?: boolean
  /** Leaves what the app says to CDNs, also beside a cookie. */
  readonly keepsCdnHeaders?: boolean
  /** Replaces `Cache-Control`. */
  readonly cacheControl?: string
  /** Appended to `Vary`, unless it is there. */
  readonly vary?: 'Cookie'
  /** The value of the `Sojourn-Session` header. */
  readonly announcement?: string
}

/** Nothing to add: the answer of most commits. */
export const noEdits: HeaderEdits = {}
