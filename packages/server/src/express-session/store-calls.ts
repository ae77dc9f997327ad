import { systemClock } from '../clock.ts'
import { withDeadline } from '../core/deadline.ts'
import { SessionError } from '../errors.ts'
import { isPromise, type MaybePromise } from '../maybe-promise.ts'
import { type LegacyCalls, type LegacyStore, legacyCalls } from '../store/legacy/calls.ts'

/** The calls of a store; with a deadline, in milliseconds, where the app sets one. */
export function storeCalls(store: LegacyStore, timeout: number | null): LegacyCalls {
  const calls = legacyCalls(store)
  if (timeout === null) return calls
  const within = <T>(operation: string, answer: MaybePromise<T>): MaybePromise<T> =>
    isPromise(answer) ? withDeadline(answer, timeout, systemClock, () => tooLate(operation, timeout)) : answer
  return {
    get: (sid) => within('get', calls.get(sid)),
    reload: (sid) => within('get', calls.reload(sid)),
    set: (sid, session) => within('set', calls.set(sid, session)),
    touch: (sid, session) => within('touch', calls.touch(sid, session)),
    destroy: (sid) => within('destroy', calls.destroy(sid)),
  }
}

function tooLate(operation: string, timeout: number): SessionError {
  return new SessionError(
    'store-unavailable',
    `the session store did not answer within ${timeout} ms (${operation}). Look at the store, or raise \`storeTimeout\`.`,
  )
}
