/** The code of a `SessionError`. Programs branch on it: codes are stable, messages may change. */
export type SessionErrorCode =
  /** An option has a wrong value or is not known. */
  | 'option-invalid'
  /** Session data have a key that names a method or property of the session, such as `save`. */
  | 'reserved-key'
  /** Session data hold what JSON cannot, such as a BigInt or a circle. */
  | 'not-json'
  /** The stored record is not JSON, or its data do not fit the option `schema`. */
  | 'record-invalid'
  /** The data to be saved do not fit the option `schema`, or into the cookies of `sealedCookie`. */
  | 'data-invalid'
  /** The session was used before it was loaded, or no session middleware is mounted. */
  | 'not-loaded'
  /** The session ended before the operation was done. Status 409. */
  | 'session-gone'
  /** All sessions of the subject were ended while this request was signing it in. Status 409. */
  | 'session-revoked'
  /** Other requests changed the session meanwhile, such as its subject, so that this one cannot be saved. Status 409. */
  | 'session-conflict'
  /** The store failed, or did not answer within `storeTimeout`. Status 503. */
  | 'store-unavailable'
  /** The store takes no new session. Status 503. */
  | 'store-full'
  /** Too many calls about one session wait for each other. Status 503. */
  | 'session-busy'
  /** A cookie with `Secure` was due on a connection that does not count as secure: see the option `proxy`. */
  | 'insecure-connection'
  /** The operation needs to set a cookie, but the headers have left. */
  | 'headers-sent'

/** The HTTP status that an error page should carry. Codes that are not listed are faults of the server: 500. */
const statusOf: Partial<Record<SessionErrorCode, number>> = {
  'store-unavailable': 503,
  'store-full': 503,
  'session-busy': 503,
  'session-conflict': 409,
  'session-gone': 409,
  'session-revoked': 409,
}

/** The value of `Retry-After` with status 503, in seconds (RFC 9110 §10.2.3). */
export const retryAfter = '1'

/**
 * The error that this package throws and rejects with. Branch on `code`. Express and other frameworks read `status` and
 * `headers` for their error response; `cause` is the underlying error, where there is one.
 */
export class SessionError extends Error {
  override readonly name = 'SessionError'
  readonly code: SessionErrorCode
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(code: SessionErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.status = statusOf[code] ?? 500
    this.headers = this.status === 503 ? { 'Retry-After': retryAfter } : {}
  }
}
