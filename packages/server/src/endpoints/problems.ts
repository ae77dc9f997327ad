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

/** What a client may know of an error: the code of one of ours. */
export function toProblemCode(error: unknown): ProblemCode {
  if (!(error instanceof SessionError)) return 'internal'
  // By its type it has a problem of its own; but an app may make up errors of this class.
  const code: ProblemCode = error.code
  return isProblemCode(code) ? code : 'internal'
}
