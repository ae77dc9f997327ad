import { isProblemCode, type ProblemCode, problemMediaType, toProblem } from '@sojourn/contract'
import { retryAfter, SessionError } from '../errors.ts'
import type { EndpointResponse } from './endpoint.ts'

/** The answer to a request that went wrong (RFC 9457). */
export function toProblemResponse(
  code: ProblemCode,
  more: Readonly<Record<string, string>> = {},
): EndpointResponse {
  const problem = toProblem(code)
  const headers: Record<string, string> = {
    'Content-Type': problemMediaType,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...more,
  }
  if (problem.status === 503) headers['Retry-After'] = retryAfter
  return { status: problem.status, headers, body: JSON.stringify(problem) }
}

/** What a client may know of an error. */
export function toProblemCode(error: unknown): ProblemCode {
  return error instanceof SessionError && isProblemCode(error.code) ? error.code : 'internal'
}
