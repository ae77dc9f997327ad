import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Register, RegisteredSession } from '../../session/register.ts'
import type { CommitErrorHandler } from '../commit-failure.ts'

declare global {
  namespace Sojourn {
    /** What the doors of this package put into `req.session`: each that a program imports adds its own. */
    interface RequestSessions {}
  }
  namespace Express {
    interface Request {
      session: RequestSession
    }
  }
}

/** The type of `req.session`: that of the registered sessions; else that of the express-session drop-in, if imported; else JSON. */
type RequestSession = Register extends { sessions: unknown }
  ? RegisteredSession
  : Sojourn.RequestSessions extends { 'express-session': infer Session }
    ? Session & CommonJsData<Sojourn.RequestSessions>
    : RegisteredSession

/** The members that CommonJS modules added to `SessionData`, which to the compiler is another interface. */
type CommonJsData<Sessions> = Sessions extends { 'express-session/commonjs': infer Data } ? Data : unknown

/** Passes the request to the next handler, or an error to the error handler. */
export type Next = (error?: unknown) => void

/**
 * Called with the error and the request when a session could not be saved. Returns the response to send instead; without a
 * result, a problem (RFC 9457) is sent that reveals nothing of the store. If the headers have already left, the connection is
 * cut and the result is not used.
 */
export type OnCommitError = CommitErrorHandler<IncomingMessage>

/** A middleware for Express, connect and similar frameworks. */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void
