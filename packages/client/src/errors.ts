import { hint } from '#hint'
import type { SessionClientErrorCode } from './errors/code.ts'

export type { SessionClientErrorCode } from './errors/code.ts'

/**
 * The error that the session client rejects with. Branch on `code`; `cause` is the underlying error, where there is one. No
 * such error ends a session.
 */
export class SessionClientError extends Error {
  override readonly name = 'SessionClientError'
  declare readonly code: SessionClientErrorCode
  /** Milliseconds until the server wants to be asked again (`Retry-After`). */
  declare readonly retryAfter: number | undefined

  /** The message is `Session <code>`, followed by a hint under the export condition `development`. */
  constructor(code: SessionClientErrorCode, cause?: unknown, retryAfter?: number) {
    super(`Session ${code}${hint(code)}`, { cause })
    this.code = code
    this.retryAfter = retryAfter
  }
}
