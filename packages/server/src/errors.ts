/** What went wrong, for programs. Messages are for people and may change; codes do not. */
export type SessionErrorCode =
  | 'option-invalid'
  | 'reserved-key'
  | 'not-json'
  | 'record-invalid'
  | 'data-invalid'
  | 'not-loaded'
  | 'session-gone'
  | 'session-conflict'
  | 'store-unavailable'
  | 'store-full'
  | 'session-busy'
  | 'insecure-connection'
  | 'headers-sent'

/** The HTTP status that an error page should carry; what is not listed is the server's own fault. */
const statusOf: Partial<Record<SessionErrorCode, number>> = {
  'store-unavailable': 503,
  'store-full': 503,
  'session-busy': 503,
  'session-conflict': 409,
  'session-gone': 409,
}

/** After how many seconds to ask a store again that could not help (RFC 9110 §10.2.3). */
export const retryAfter = '1'

/** Every error of this package: branch on `code`; `status` and `headers` are what Express and others answer with. */
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
