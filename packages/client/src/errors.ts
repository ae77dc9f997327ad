import { hint } from '#hint'
import type { SessionClientErrorCode } from './errors/code.ts'

export type { SessionClientErrorCode } from './errors/code.ts'

/** Every error of this package's sessions: branch on `code`. None of them ends a session. */
export class SessionClientError extends Error {
  override readonly name = 'SessionClientError'
  declare readonly code: SessionClientErrorCode
  /** Milliseconds that the server asked to wait (`Retry-After`). */
  declare readonly retryAfter: number | undefined

  /** The message is `Session <code>`; under the export condition `development` a hint follows. */
  constructor(code: SessionClientErrorCode, cause?: unknown, retryAfter?: number) {
    super(`Session ${code}${hint(code)}`, { cause })
    this.code = code
    this.retryAfter = retryAfter
  }
}
