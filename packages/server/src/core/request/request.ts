export type { SessionRequest } from '../carrier/session-request.ts'

/** The facts of a response that decide how its session is committed. */
export interface ResponseFacts {
  readonly status: number
  readonly cacheControl: string | undefined
  /** Whether the body is complete, so that no handler runs between these headers and the last byte. */
  readonly isWhole?: boolean
  /** `false` if the request is no activity of the user, such as one sent by a timer, or refused. It then renews nothing. */
  readonly isActivity?: boolean | undefined
}

/** The edits that an adapter applies to the headers of the response. */
export interface HeaderEdits {
  /** `Set-Cookie` headers, appended to those of the app. */
  readonly setCookie?: readonly string[]
  /** The cookie is only renewed: if the app sets it on this response itself, that stands. */
  readonly isRenewal?: boolean
  /** Keeps the app's headers for CDNs although a cookie is set. */
  readonly keepsCdnHeaders?: boolean
  /** Replaces `Cache-Control`. */
  readonly cacheControl?: string
  /** Appended to `Vary` if it is missing there. */
  readonly vary?: 'Cookie'
  /** The value of the `Sojourn-Session` header. */
  readonly announcement?: string
}

/** No edits: the result of most commits. */
export const noEdits: HeaderEdits = {}
