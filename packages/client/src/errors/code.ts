/** The code of a `SessionClientError`. Programs branch on it: codes are stable, messages may change. */
export type SessionClientErrorCode =
  /** No response came: no network, a refused connection, CORS, or a redirect, which the endpoints never send. */
  | 'offline'
  /** No response within five seconds, or within the `timeout` of the call. */
  | 'timeout'
  /** The server answered 429 or 5xx. Try again later. */
  | 'unavailable'
  /** The response is not a session view (HTML, truncated JSON, another shape), or is older than what is known. */
  | 'bad-answer'
  /** The server answered another 4xx: it refuses the origin, path or method of this request. */
  | 'refused'
  /** The call was aborted, by its `signal` or by `dispose()`. */
  | 'aborted'
  /** The app signed in, but the server then saw no session: the browser did not keep or send the cookie. */
  | 'cookie-not-kept'
