import type { IncomingMessage } from 'node:http'
import type { SessionContext } from '../../core/request/context.ts'
import type { HeaderEdits, ResponseFacts } from '../../core/request/request.ts'
import type { Sessions } from '../../core/request/sessions.ts'
import type { MaybePromise } from '../../maybe-promise.ts'
import type { Committer } from './response-gate.ts'

// In the registry of symbols: a program may have two copies of this package, which must know of each other.
const propertyKey: unique symbol = Symbol.for('sojourn.session-property')

/** Where the drop-in for express-session notes on a request that it provides the session. */
export const providerKey: unique symbol = Symbol.for('sojourn.express-session')

interface RequestWithSession extends IncomingMessage {
  [propertyKey]?: SessionProperty | undefined
  [providerKey]?: unknown
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
    this.takeReplacement()
    return this.context.commit(response)
  }

  editsAfterFailure(response: ResponseFacts): MaybePromise<HeaderEdits> {
    return this.context.editsAfterFailure(response)
  }

  commitRest(): MaybePromise<void> {
    this.takeReplacement()
    return this.context.commitRest()
  }

  /** Takes what was put in place of `req.session`: deleting it unsets; after that, or by `defineProperty`, there may be a plain value. */
  takeReplacement(): void {
    const current = Object.getOwnPropertyDescriptor(this.request, 'session')
    if (current?.get === sessionAccessor.get) return
    this.context.setSession(current?.value)
    Object.defineProperty(this.request, 'session', sessionAccessor)
  }
}

/** One accessor for all requests: it finds the session of whatever it is read from. */
const sessionAccessor = {
  configurable: true,
  enumerable: true,
  get(this: RequestWithSession): unknown {
    return this[propertyKey]?.context.getSession()
  },
  set(this: RequestWithSession, value: unknown): void {
    this[propertyKey]?.context.setSession(value)
  },
}

export function sessionPropertyOf(request: IncomingMessage): SessionProperty | undefined {
  return (request as RequestWithSession)[propertyKey]
}

/** What the drop-in for express-session keeps the request's session by, where it has given it one. */
export function dropInSessionOf(request: IncomingMessage): unknown {
  return (request as RequestWithSession)[providerKey]
}

/** Whether the drop-in for express-session has given the request its session. */
export function hasDropIn(request: IncomingMessage): boolean {
  return dropInSessionOf(request) !== undefined
}

/** Lets another middleware give the request its session. */
export function removeSessionProperty(request: RequestWithSession): void {
  request[propertyKey] = undefined
  Reflect.deleteProperty(request, 'session')
}

/** `request.session` is there from now on. */
export function installSessionProperty(
  sessions: Sessions,
  context: SessionContext,
  request: RequestWithSession,
): SessionProperty {
  const property = new SessionProperty(sessions, context, request)
  request[propertyKey] = property
  Object.defineProperty(request, 'session', sessionAccessor)
  return property
}
