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

export function noData(assigned: unknown): SessionError {
  return new SessionError(
    'not-json',
    `req.session got a ${typeof assigned}; it takes a plain object of data, or null to unset it.`,
  )
}

export function notLoaded(): SessionError {
  return new SessionError(
    'not-loaded',
    'req.session was read before the session was loaded. With the option `lazy`, call `await loadSession(req)` first.',
  )
}
