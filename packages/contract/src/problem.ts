/** What went wrong at an endpoint; clients branch on this and never on the prose. */
export type ProblemCode =
  | 'bad-request'
  | 'origin-refused'
  | 'not-found'
  | 'method-not-allowed'
  | 'store-unavailable'
  | 'store-full'
  | 'record-invalid'
  | 'session-gone'
  | 'session-conflict'
  | 'internal'

/** The media type of a problem (RFC 9457 §3). */
export const problemMediaType = 'application/problem+json'

/** An error answer (RFC 9457), with a `code` of ours. `type` is `about:blank`, so `title` is the status phrase. */
export interface Problem {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly code: ProblemCode
  /** For people: what happened and what to do. Holds no secret and no session ID. */
  readonly detail: string
}
