import { isHTTPError, isNetworkError, isTimeoutError } from 'ky'
import { SessionClientError } from '../errors.ts'

/** What ky, the body or the parser threw, as an error of ours. */
export function toSessionClientError(error: unknown, signal: AbortSignal, now: number): SessionClientError {
  if (signal.aborted) return new SessionClientError('aborted', 'The session client was disposed', error)
  if (isTimeoutError(error))
    return new SessionClientError('timeout', 'No answer about the session in 5 s', error)
  if (isHTTPError(error)) {
    const { status, headers } = error.response
    const isPassing = status === 429 || status >= 500
    return new SessionClientError(
      isPassing ? 'unavailable' : 'refused',
      `The session endpoint answered ${status}`,
      error,
      isPassing ? retryAfter(headers.get('retry-after'), now) : undefined,
    )
  }
  if (error instanceof SessionClientError) return error
  // A body that breaks off while it is read is a bare TypeError.
  if (isNetworkError(error) || error instanceof TypeError)
    return new SessionClientError('offline', 'The session endpoint cannot be reached', error)
  return new SessionClientError('bad-answer', 'The answer is no JSON', error)
}

/** `Retry-After` in milliseconds: it holds seconds or a date (RFC 9110 §10.2.3). */
function retryAfter(header: string | null, now: number): number | undefined {
  if (!header) return undefined
  const delay = Number.isNaN(Number(header)) ? Date.parse(header) - now : Number(header) * 1000
  return delay > 0 ? delay : undefined
}
