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

/** The type of `req.session`: the registered one, else that of the express-session drop-in where it is imported, else plain JSON. */
type RequestSession = Register extends { sessions: unknown }
  ? RegisteredSession
  : Sojourn.RequestSessions extends { 'express-session': infer Session }
    ? Session & CommonJsData<Sojourn.RequestSessions>
    : RegisteredSession

/** What CommonJS modules of the program added to `SessionData`: to the compiler that is another interface. */
type CommonJsData<Sessions> = Sessions extends { 'express-session/commonjs': infer Data } ? Data : unknown

/** Passes the request on, or an error to who handles errors. */
export type Next = (error?: unknown) => void

/**
 * Called when a session could not be saved. What it returns is the answer, unless the headers have left and the
 * connection is cut. Nothing returned: a problem (RFC 9457) that tells nothing of the store.
 */
export type OnCommitError = CommitErrorHandler<IncomingMessage>

/** What Express, connect and their like take. */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void
