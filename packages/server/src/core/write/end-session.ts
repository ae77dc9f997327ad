import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import type { SessionRecord, SessionStore } from '../../store/store.ts'
import { isNote, noteTarget, rotationNote } from '../carrier/rotation-note.ts'
import { assertMayTryAgain } from './compare-and-set.ts'

/**
 * Ends the session that was stored under the key, also where another request has given it a new sid meanwhile, at a sign-in
 * as well: it ends as if this had been asked for a moment later. Says whether there was anything to end.
 */
export function endStay(store: SessionStore, key: string, now: number): MaybePromise<boolean> {
  return andThen(store.delete(key), (ended) => {
    if (ended === undefined) return false
    return isNote(ended) ? endMovedStay(store, ended, undefined, now) : true
  })
}

/**
 * Ends the session that left this note. With an `id` only the stay of that name: who comes with an old sid after a sign-in
 * may be the one who planted it, and has nothing to end there.
 */
export function endMovedStay(
  store: SessionStore,
  note: SessionRecord,
  id: string | undefined,
  now: number,
): MaybePromise<boolean> {
  const key = noteTarget(note)
  if (key === undefined || (id !== undefined && id !== note.id)) return false
  return andThen(
    store.read(key),
    (record) => record !== undefined && replaceStay(store, key, record, id, now),
  )
}

/**
 * Ends the stay and leaves a note without a target under its key, so that a request under way with that sid is no newcomer.
 * `record` is what the store had under the key when it was asked last.
 */
export function replaceStay(
  store: SessionStore,
  key: string,
  record: SessionRecord,
  id: string | undefined,
  now: number,
  attempts = 1,
): MaybePromise<boolean> {
  assertMayTryAgain(attempts)
  if (isNote(record)) return endMovedStay(store, record, id, now)
  if (id !== undefined && id !== record.id) return false
  return andThen(store.write(key, rotationNote(record, undefined, now), record.version), (result) => {
    switch (result.status) {
      case 'written':
        return true
      case 'gone':
        return false
      case 'conflict':
        return replaceStay(store, key, result.current, id, now, attempts + 1)
    }
  })
}
