import type { IncomingMessage } from 'node:http'
import type { SessionContext } from '../../core/request/context.ts'
import type { HeaderEdits, ResponseFacts } from '../../core/request/request.ts'
import type { Sessions } from '../../core/request/sessions.ts'
import type { MaybePromise } from '../../maybe-promise.ts'
import type { Committer } from './response-gate.ts'

// In the registry of symbols: a program may have two copies of this package, which must know of each other.
const visitKey: unique symbol = Symbol.for('sojourn.visit')

/** Where the drop-in for express-session has its keeper on a request. */
export const keeperKey: unique symbol = Symbol.for('sojourn.express-session')

interface VisitedRequest extends IncomingMessage {
  [visitKey]?: SessionProperty | undefined
  [keeperKey]?: unknown
}

/** The use that one request makes of `sessions`, and what it does to `req.session`. */
export class SessionProperty implements Committer {
  readonly sessions: Sessions
  readonly context: SessionContext
  readonly request: IncomingMessage

  constructor(sessions: Sessions, context: SessionContext, request: IncomingMessage) {
    this.sessions = sessions
    this.context = context
    this.request = request
  }

  commit(response: ResponseFacts): MaybePromise<HeaderEdits> {
    this.noticeReplaced()
    return this.context.commit(response)
  }

  editsAfterFailure(response: ResponseFacts): MaybePromise<HeaderEdits> {
    return this.context.editsAfterFailure(response)
  }

  commitRest(): MaybePromise<void> {
    this.noticeReplaced()
    return this.context.commitRest()
  }

  /** `delete req.session` unsets; after it, or by `defineProperty`, there may be a plain value. */
  noticeReplaced(): void {
    const property = Object.getOwnPropertyDescriptor(this.request, 'session')
    if (property?.get === sessionAccessor.get) return
    this.context.setSession(property?.value)
    Object.defineProperty(this.request, 'session', sessionAccessor)
  }
}

/** One accessor for all requests: it finds the visit on whatever it is read from. */
const sessionAccessor = {
  configurable: true,
  enumerable: true,
  get(this: VisitedRequest): unknown {
    return this[visitKey]?.context.getSession()
  },
  set(this: VisitedRequest, value: unknown): void {
    this[visitKey]?.context.setSession(value)
  },
}

export function visitOf(request: IncomingMessage): SessionProperty | undefined {
  return (request as VisitedRequest)[visitKey]
}

/** What the drop-in for express-session keeps the request's session by, where it has given it one. */
export function keeperOf(request: IncomingMessage): unknown {
  return (request as VisitedRequest)[keeperKey]
}

/** Whether the drop-in for express-session has given the request its session. */
export function hasDropIn(request: IncomingMessage): boolean {
  return keeperOf(request) !== undefined
}

/** Lets another middleware give the request its session. */
export function endVisit(request: VisitedRequest): void {
  request[visitKey] = undefined
  Reflect.deleteProperty(request, 'session')
}

/** Begins a visit: `request.session` is there from now on. */
export function beginVisit(
  sessions: Sessions,
  context: SessionContext,
  request: VisitedRequest,
): SessionProperty {
  const visit = new SessionProperty(sessions, context, request)
  request[visitKey] = visit
  Object.defineProperty(request, 'session', sessionAccessor)
  return visit
}
