import { systemClock } from '../clock.ts'
import { withDeadline } from '../core/deadline.ts'
import { SessionError } from '../errors.ts'
import { andThen, isPromise, type MaybePromise } from '../maybe-promise.ts'
import {
  type LegacyCallback,
  type LegacyCalls,
  type LegacyStore,
  legacyCalls,
} from '../store/legacy/calls.ts'

export interface StoreCalls extends LegacyCalls {
  /** As `get`, but a missing file is the failure that the store says it is. */
  reload(sid: string): MaybePromise<unknown>
}

/** The calls of a store; with a deadline, in milliseconds, where the app sets one. */
export function storeCalls(store: LegacyStore, timeout: number | null): StoreCalls {
  const calls = { ...legacyCalls(store), reload: reloadFrom(store) }
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

function reloadFrom(store: LegacyStore): StoreCalls['reload'] {
  return (sid) => {
    // It answers by a promise alone, whose failures are failures.
    if (store.get.length < 2) return store.get(sid, () => {}) as MaybePromise<unknown>
    let found: unknown
    const destroy = (_sid: string, callback: LegacyCallback): unknown =>
      store.get(sid, (error, stored) => {
        found = stored
        callback(error)
      })
    const { get, set } = store
    return andThen(legacyCalls({ get, set, destroy }).destroy(sid), () => found)
  }
}

function tooLate(operation: string, timeout: number): SessionError {
  return new SessionError(
    'store-unavailable',
    `the session store did not answer within ${timeout} ms (${operation}). Look at the store, or raise \`storeTimeout\`.`,
  )
}
