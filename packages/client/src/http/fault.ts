import { isHTTPError, isTimeoutError } from 'ky'
import { SessionClientError } from '../errors.ts'

/** What ky, the body or the parser threw, as an error of ours. */
export function toSessionClientError(error: unknown, signal: AbortSignal, now: number): SessionClientError {
  if (error instanceof SessionClientError) return error
  if (signal.aborted) return new SessionClientError('aborted', 'The client was disposed', error)
  if (isTimeoutError(error))
    return new SessionClientError('timeout', 'The server did not answer in 5 s', error)
  if (error instanceof SyntaxError)
    return new SessionClientError('bad-answer', 'The server answered no JSON', error)
  // A fetch that fails is a TypeError, and so is a body that breaks off.
  if (!isHTTPError(error)) return new SessionClientError('offline', 'The server cannot be reached', error)
  const { status, headers } = error.response
  const message = `The server answered ${status}`
  return status === 429 || status >= 500
    ? new SessionClientError('unavailable', message, error, retryAfter(headers, now))
    : new SessionClientError('refused', message, error)
}

/** `Retry-After` in milliseconds: it holds seconds or a date (RFC 9110 §10.2.3). 0 without one. */
function retryAfter(headers: Headers, now: number): number {
  const value = headers.get('retry-after') ?? 0
  return Math.max(0, Number(value) * 1000 || Date.parse(`${value}`) - now) || 0
}
