import { andThen, type MaybePromise } from '../../../src/maybe-promise.ts'
import type { NewRecord, SessionStore } from '../../../src/store/store.ts'
import { aroundStore } from '../../../src/testing/around-store.ts'

/** A store whose `rotate` leaves no note: who comes with the old sid is a newcomer. */
export function withoutNotes(store: SessionStore): SessionStore {
  return aroundStore(store, (method, [key, newKey], call) => {
    const result = call() as MaybePromise<unknown>
    if (method !== 'rotate' || key === newKey) return result
    return andThen(result, (written) => andThen(store.delete(String(key)), () => written))
  })
}

/** A store whose `delete` does not say what it found: nobody learns that the session has moved. */
export function withSilentDelete(store: SessionStore): SessionStore {
  return aroundStore(store, (method, _args, call) => {
    const result = call() as MaybePromise<unknown>
    return method === 'delete' ? andThen(result, () => undefined) : result
  })
}

/** A store that compares no versions: the later write takes all. */
export function withoutComparing(store: SessionStore): SessionStore {
  return aroundStore(store, (method, [key, record], call) => {
    if (method !== 'write') return call()
    return andThen(store.read(String(key)), (current) =>
      current === undefined
        ? { status: 'gone' }
        : store.write(String(key), record as NewRecord, current.version),
    )
  })
}

/** A store that says that it has stored what is new, and has not. */
export function forgettingNew(store: SessionStore): SessionStore {
  return aroundStore(store, (method, _args, call) => (method === 'create' ? undefined : call()))
}

/** A store that no session can be written to a second time. */
export function failingAtSecondWrite(store: SessionStore): SessionStore {
  return aroundStore(store, (method, [_key, _record, version], call) => {
    if (method === 'write' && Number(version) > 1) throw new Error('written once already')
    return call()
  })
}
