import { isHTTPError, isTimeoutError } from 'ky'
import { SessionClientError } from '../errors.ts'

/**
 * Throws why a request got no answer, or one of an HTTP error. Only `fetch`, its body and ky have a say here: what is
 * neither an answer nor late nor given up is the network's, whatever its name.
 */
export function fail(error: unknown, { aborted }: AbortSignal): never {
  if (!isHTTPError(error))
    throw new SessionClientError(aborted ? 'aborted' : isTimeoutError(error) ? 'timeout' : 'offline', error)
  const { status, headers } = error.response
  throw new SessionClientError(
    status === 429 || status >= 500 ? 'unavailable' : 'refused',
    error,
    // In seconds (RFC 9110 §10.2.3). The other form, a date, is worth as much as this machine's clock.
    Number(headers.get('retry-after')) * 1000 || undefined,
  )
}

/** What is thrown once an answer has come, by a parser, a schema of the app or a fault of ours, is never the network's. */
export function toSessionClientError(error: unknown): SessionClientError {
  return error instanceof SessionClientError ? error : new SessionClientError('bad-answer', error)
}
