import type { Sessions } from '../core/request/sessions.ts'
import { SessionError } from '../errors.ts'

type Mounted = 'session' | 'sessionEndpoints'

/**
 * Refuses what is mounted in place of the sessions, with the line to write. By what it can do and not by its class: it may be of
 * another copy of this package. Throws `option-invalid`.
 */
export function assertSessions(given: unknown, mounted: Mounted): asserts given is Sessions {
  if (isSessions(given)) return
  const [what, line] = mistake(given, mounted)
  throw new SessionError(
    'option-invalid',
    `${mounted}() got ${what} in place of the sessions that createSessions() answers. Write \`${line}\`.`,
  )
}

function isSessions(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return ['context', 'peek', 'touch', 'end'].every((name) => typeof Reflect.get(value, name) === 'function')
}

/** What was handed in, and the right line. */
function mistake(given: unknown, mounted: Mounted): [what: string, line: string] {
  if (typeof given === 'function' && isSessions(Reflect.get(given, 'sessions'))) {
    return mounted === 'session'
      ? ['the middleware of the drop-in for express-session', 'app.use(middleware)']
      : ['the middleware of the drop-in for express-session', 'sessionEndpoints(middleware.sessions)']
  }
  if (typeof given === 'function') return ['a function', `${mounted}(sessions)`]
  if (typeof given !== 'object' || given === null) {
    return [given === undefined ? 'nothing' : `${given}`, `${mounted}(createSessions({ … }))`]
  }
  if ('method' in given && 'headers' in given) return ['a request', `app.use(${mounted}(sessions))`]
  if ('then' in given) return ['a promise', `${mounted}(await …)`]
  return ['an object of options', `${mounted}(createSessions({ … }))`]
}
