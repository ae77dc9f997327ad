import { isHTTPError } from 'ky'
import { SessionClientError, type SessionClientErrorCode } from '../errors.ts'

/** Errors of the browser, ky and zod by name. Any other comes of a fetch that failed, or of a body that broke off. */
const codes: { readonly [name: string]: SessionClientErrorCode | null } = {
  __proto__: null,
  AbortError: 'aborted',
  TimeoutError: 'timeout',
  SyntaxError: 'bad-answer',
  $ZodError: 'bad-answer',
}

/** What ky, the body or the parser threw, as an error of ours. */
export function toSessionClientError(error: unknown): SessionClientError {
  if (error instanceof SessionClientError) return error
  if (!isHTTPError(error))
    return new SessionClientError((error instanceof Error && codes[error.name]) || 'offline', error)
  const { status, headers } = error.response
  return new SessionClientError(
    status === 429 || status >= 500 ? 'unavailable' : 'refused',
    error,
    // In seconds (RFC 9110 §10.2.3). The other form, a date, is worth as much as this machine's clock.
    Number(headers.get('retry-after')) * 1000 || undefined,
  )
}
