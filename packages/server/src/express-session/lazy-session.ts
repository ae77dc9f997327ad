import { keeperKey, type SessionHolder } from './session.ts'

/** `req.session` until somebody looks at it or puts something in its place; then it is a plain property, as ever. */
const lazySession = {
  configurable: true,
  enumerable: true,
  get(this: SessionHolder): unknown {
    return this[keeperKey]?.makeSession()
  },
  set(this: SessionHolder, value: unknown): void {
    putSession(this, value)
  },
}

/** Has the keeper of the request make its session when it is looked at. */
export function deferSession(request: SessionHolder): void {
  Object.defineProperty(request, 'session', lazySession)
}

export function putSession(request: SessionHolder, value: unknown): void {
  const property = { value, configurable: true, enumerable: true, writable: true }
  Object.defineProperty(request, 'session', property)
}

/** Whether nobody has looked at it yet, nor deleted it. */
export function isDeferred(request: SessionHolder): boolean {
  return Object.getOwnPropertyDescriptor(request, 'session')?.get === lazySession.get
}
