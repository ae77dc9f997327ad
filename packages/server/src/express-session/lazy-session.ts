import { keeperKey, type SessionHolder } from './session.ts'

/** `req.session` of a session that its keeper makes when somebody looks at it. One for all requests: it costs them little. */
const lazySession = {
  configurable: true,
  enumerable: true,
  get(this: SessionHolder): unknown {
    return this[keeperKey]?.current
  },
  set(this: SessionHolder, value: unknown): void {
    const keeper = this[keeperKey]
    if (keeper !== undefined) keeper.current = value
  },
}

export function deferSession(request: SessionHolder): void {
  Object.defineProperty(request, 'session', lazySession)
}

/** Whether it is still there: an app may have deleted it. */
export function isDeferred(request: SessionHolder): boolean {
  return Object.getOwnPropertyDescriptor(request, 'session')?.get === lazySession.get
}
