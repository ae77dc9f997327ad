import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { SessionRecord, SessionStore } from '../store/store.ts'
import { isNote, noteTarget, rotationNote } from './rotation-note.ts'

/**
 * Ends the stay of that id, which was stored under the key; also where another request has given it a new sid meanwhile.
 * Says whether there was anything to end. A stay that became another, by a sign-in, goes on.
 */
export function endStay(store: SessionStore, key: string, id: string, now: number): MaybePromise<boolean> {
  return andThen(store.delete(key), (ended) => {
    if (ended === undefined) return false
    return isNote(ended) ? endMovedStay(store, ended, id, now) : true
  })
}

/** Ends the stay that left this note, if it still is the one of that id. */
export function endMovedStay(
  store: SessionStore,
  note: SessionRecord,
  id: string,
  now: number,
): MaybePromise<boolean> {
  const key = noteTarget(note)
  if (key === undefined || note.id !== id) return false
  return andThen(store.read(key), (record) => {
    if (record === undefined) return false
    return isNote(record) ? endMovedStay(store, record, id, now) : replaceStay(store, key, record, id, now)
  })
}

/**
 * Ends the stay and leaves a note without a target under its key, so that a request under way with that sid is no newcomer.
 * `record` is what the store had under the key when it was asked last.
 */
export function replaceStay(
  store: SessionStore,
  key: string,
  record: SessionRecord,
  id: string,
  now: number,
): MaybePromise<boolean> {
  if (record.id !== id) return false
  return andThen(store.write(key, rotationNote(record, undefined, now), record.version), (result) => {
    switch (result.status) {
      case 'written':
        return true
      case 'gone':
        return false
      case 'conflict':
        return isNote(result.current)
          ? endMovedStay(store, result.current, id, now)
          : replaceStay(store, key, result.current, id, now)
    }
  })
}
