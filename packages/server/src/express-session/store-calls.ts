import { systemClock } from '../clock.ts'
import { SessionError } from '../errors.ts'
import { isPromise, type MaybePromise } from '../maybe-promise.ts'
import { withDeadline } from '../store/guard/deadline.ts'
import { type LegacyCalls, type LegacyStore, legacyCalls } from '../store/legacy/calls.ts'
import { handTo } from './handed-session.ts'

export interface StoreCalls extends LegacyCalls {
  /** The answer to a `set`, `touch` or `destroy`, or a failure when it has not come in the time that the app allows. */
  within<T>(operation: string, answer: PromiseLike<T>): PromiseLike<T>
}

/** The calls of a store; reads have the deadline, in milliseconds, that the app sets. */
export function storeCalls(store: LegacyStore, timeout: number | null): StoreCalls {
  const asked = legacyCalls(store)
  const calls: LegacyCalls = {
    ...asked,
    set: (sid, session) => handTo(session, () => asked.set(sid, session)),
    touch: (sid, session) => handTo(session, () => asked.touch(sid, session)),
  }
  if (timeout === null) return { ...calls, within: (_operation, answer) => answer }
  const within: StoreCalls['within'] = (operation, answer) =>
    withDeadline(answer, timeout, systemClock, () => tooLate(operation, timeout))
  const read = (answer: MaybePromise<unknown>): MaybePromise<unknown> =>
    isPromise(answer) ? within('get', answer) : answer
  return {
    ...calls,
    within,
    get: (sid) => read(calls.get(sid)),
    reload: (sid) => read(calls.reload(sid)),
  }
}

function tooLate(operation: string, timeout: number): SessionError {
  return new SessionError(
    'store-unavailable',
    `the session store did not answer within ${timeout} ms (${operation}). Look at the store, or raise \`sojourn.storeTimeout\`.`,
  )
}
