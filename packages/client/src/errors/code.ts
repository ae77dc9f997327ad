/** What went wrong, for programs. Messages are for people and may change; codes do not. */
export type SessionClientErrorCode =
  /** No answer came: no network, a refused connection, CORS, or a redirect, which the endpoints never send. */
  | 'offline'
  /** No answer within five seconds, or within the caller's `timeout`. */
  | 'timeout'
  /** The server answered 429 or 5xx: it cannot tell now. */
  | 'unavailable'
  /** The answer is no session view: HTML, cut JSON, another shape, or older than what is known. */
  | 'bad-answer'
  /** The server answered another 4xx: it does not want this request (origin, path, method). */
  | 'refused'
  /** The caller's signal or `dispose()` put an end to it. */
  | 'aborted'
  /** The app signed in, and the server sees no session: the browser did not keep or send the cookie. */
  | 'cookie-not-kept'
