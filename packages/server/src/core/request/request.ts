export type { SessionRequest } from '../carrier/session-request.ts'

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
