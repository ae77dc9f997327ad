import { type Problem, type ProblemCode, problemMediaType } from '@sojourn/contract'
import { retryAfter, SessionError } from '../errors.ts'
import type { EndpointResponse } from './endpoint.ts'

/** Status, title and what to tell people. No message of an error gets in here: it may hold what a store or an app said. */
const problems: Record<ProblemCode, readonly [status: number, title: string, detail: string]> = {
  'bad-request': [400, 'Bad Request', 'The request could not be understood.'],
  'origin-refused': [
    403,
    'Forbidden',
    'The request comes from another origin. The server names those it trusts in its option `allowedOrigins`.',
  ],
  'not-found': [404, 'Not Found', 'There is no session endpoint at this path.'],
  'method-not-allowed': [405, 'Method Not Allowed', 'This endpoint takes other methods: see `Allow`.'],
  'store-unavailable': [503, 'Service Unavailable', 'The session store cannot be reached. Try again later.'],
  'store-full': [503, 'Service Unavailable', 'The session store takes no new sessions. Try again later.'],
  'record-invalid': [
    500,
    'Internal Server Error',
    'The stored session does not fit what the server expects.',
  ],
  'session-gone': [409, 'Conflict', 'The session ended while the request was under way.'],
  'session-conflict': [409, 'Conflict', 'The session changed hands while the request was under way.'],
  internal: [500, 'Internal Server Error', 'The session could not be read or saved.'],
}

/** The answer to a request that went wrong (RFC 9457). */
export function toProblemResponse(
  code: ProblemCode,
  more: Readonly<Record<string, string>> = {},
): EndpointResponse {
  const [status, title, detail] = problems[code]
  const problem: Problem = { type: 'about:blank', title, status, code, detail }
  const headers: Record<string, string> = {
    'Content-Type': problemMediaType,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...more,
  }
  if (status === 503) headers['Retry-After'] = retryAfter
  return { status, headers, body: JSON.stringify(problem) }
}

/** What a client may know of an error. */
export function toProblemCode(error: unknown): ProblemCode {
  return error instanceof SessionError && isProblemCode(error.code) ? error.code : 'internal'
}

function isProblemCode(code: string): code is ProblemCode {
  return code in problems
}
