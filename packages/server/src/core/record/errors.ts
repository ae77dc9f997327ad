import { SessionError } from '../../errors.ts'

// What the engine says no to in the middle of a request, and what to do then.

export function gone(): SessionError {
  return new SessionError(
    'session-gone',
    'the session ended while this request was under way: it was destroyed, revoked, given a new sid, or it expired. Nothing was written; ask the visitor to sign in again.',
  )
}

export function conflict(what: string): SessionError {
  return new SessionError(
    'session-conflict',
    `the session ${what}. Nothing was written; send the request again.`,
  )
}

export function notLoaded(): SessionError {
  return new SessionError(
    'not-loaded',
    'req.session was read before the session was loaded. With the option `lazy`, call `await loadSession(req)` first.',
  )
}

export function headersSent(operation: string): SessionError {
  return new SessionError(
    'headers-sent',
    `${operation} needs to set a cookie, and the response's headers have been sent, or there is none, as on an upgrade. Do it in a request, before the first byte of the answer.`,
  )
}

export function insecureConnection(operation: string): SessionError {
  return new SessionError(
    'insecure-connection',
    `${operation} needs a Secure cookie, and this connection does not count as secure: the browser would drop it. Use https, set the option \`proxy\` (or Express' "trust proxy") behind a proxy that ends TLS, or set \`cookie.secure\` to "auto".`,
  )
}
