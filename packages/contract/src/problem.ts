/** The code of an endpoint's error. Clients branch on it and never on the text. */
export type ProblemCode =
  | 'bad-request'
  | 'origin-refused'
  | 'not-found'
  | 'method-not-allowed'
  | 'store-unavailable'
  | 'store-full'
  | 'session-busy'
  | 'record-invalid'
  | 'data-invalid'
  | 'not-json'
  | 'reserved-key'
  | 'insecure-connection'
  | 'headers-sent'
  | 'not-loaded'
  | 'option-invalid'
  | 'session-gone'
  | 'session-revoked'
  | 'session-conflict'
  | 'internal'

/** The media type of a problem (RFC 9457 §3). */
export const problemMediaType = 'application/problem+json'

/** The error response of an endpoint (RFC 9457), plus a `code`. `type` is `about:blank`, so `title` is the status phrase. */
export interface Problem {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly code: ProblemCode
  /** Tells people what happened and what to do. It holds no secret and no session ID. */
  readonly detail: string
}

/** The status, its phrase and the detail of each code. */
const problems: Readonly<Record<ProblemCode, readonly [status: number, title: string, detail: string]>> = {
  'bad-request': [400, 'Bad Request', 'The request could not be understood.'],
  'origin-refused': [
    403,
    'Forbidden',
    'The request comes from another origin. The server names those it trusts in its option `allowedOrigins`; a proxy before it keeps `Host` (Vite: `changeOrigin: false`).',
  ],
  'not-found': [404, 'Not Found', 'There is no session endpoint at this path.'],
  'method-not-allowed': [405, 'Method Not Allowed', 'This endpoint takes other methods: see `Allow`.'],
  'store-unavailable': [503, 'Service Unavailable', 'The session store cannot be reached. Try again later.'],
  'store-full': [503, 'Service Unavailable', 'The session store takes no new sessions. Try again later.'],
  'session-busy': [
    503,
    'Service Unavailable',
    'Too many requests of this session are under way. Send fewer at a time, and try again later.',
  ],
  'record-invalid': [
    500,
    'Internal Server Error',
    'The stored session does not fit what the server expects.',
  ],
  'data-invalid': [
    500,
    'Internal Server Error',
    'What the server was to store in the session does not fit its schema.',
  ],
  'not-json': [
    500,
    'Internal Server Error',
    'The server has something in the session that JSON cannot hold.',
  ],
  'reserved-key': [
    500,
    'Internal Server Error',
    'The server was to store something in the session under a name of its own.',
  ],
  'insecure-connection': [
    500,
    'Internal Server Error',
    'The session needs a secure connection, and the server does not take this one for secure.',
  ],
  'headers-sent': [500, 'Internal Server Error', 'The session was to be stored too late for its cookie.'],
  'not-loaded': [500, 'Internal Server Error', 'The session was used before it was loaded.'],
  'option-invalid': [
    500,
    'Internal Server Error',
    'The sessions of the server are not set up as they must be.',
  ],
  'session-gone': [409, 'Conflict', 'The session ended while the request was under way.'],
  'session-revoked': [
    409,
    'Conflict',
    'All sessions of this account were ended while the request signed in: sign in again.',
  ],
  'session-conflict': [409, 'Conflict', 'The session changed hands while the request was under way.'],
  internal: [500, 'Internal Server Error', 'The session could not be read or saved.'],
}

/** Returns the problem with a code. It never holds the message of an error, which may reveal something of the store or app. */
export function toProblem(code: ProblemCode): Problem {
  const [status, title, detail] = problems[code]
  return { type: 'about:blank', title, status, code, detail }
}

/** Whether a code is one of `ProblemCode`: other errors have codes of their own. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code)
}
