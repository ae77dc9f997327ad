import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { NewRecord, SessionRecord, SessionStore, WriteResult } from '../store/store.ts'
import { conflict, gone } from './refusals.ts'
import { isNote, rotationNote } from './rotation-note.ts'

/** Every conflict means that somebody else got through, so only a store that never lets anybody through reaches this. */
const mostAttempts = 1000

export interface Change {
  readonly key: string
  /** Epoch milliseconds. */
  readonly now: number
  /** Where the next record moves to; `undefined`: it stays. */
  readonly newKey: (next: NewRecord, current: SessionRecord) => MaybePromise<string | undefined>
  /** The record as this request loaded it. */
  readonly loaded: SessionRecord
  /** The newest record that this request has seen. */
  readonly newest: SessionRecord
  /** Makes the next record of the newest one; called again after a conflict. */
  readonly next: (current: SessionRecord) => NewRecord
}

/**
 * Writes the next record over the newest one, as often as it takes. Answers what is stored then. Rejects with
 * `session-gone` when the session ended, with `session-conflict` when it became somebody else's.
 */
export function compareAndSet(store: SessionStore, change: Change): MaybePromise<SessionRecord> {
  const attempt = (current: SessionRecord, attempts: number): MaybePromise<SessionRecord> => {
    if (attempts > mostAttempts) throw conflict('was changed by others a thousand times in a row')
    const record = change.next(current)
    const written = andThen(change.newKey(record, current), (newKey) =>
      put(store, change, newKey, record, current.version),
    )
    return andThen(written, (result) => {
      switch (result.status) {
        case 'written':
          return { ...record, version: result.version }
        case 'gone':
          throw gone()
        case 'conflict':
          if (isNote(result.current)) throw gone()
          if (result.current.subject !== change.loaded.subject) throw conflict('belongs to somebody else now')
          return attempt(result.current, attempts + 1)
      }
    })
  }
  return attempt(change.newest, 1)
}

function put(
  store: SessionStore,
  { key, now }: Change,
  newKey: string | undefined,
  record: NewRecord,
  version: number,
): MaybePromise<WriteResult> {
  if (newKey === undefined) return store.write(key, record, version)
  if (store.rotate !== undefined) {
    return store.rotate(key, newKey, record, version, rotationNote(record, newKey, now))
  }
  // Without `rotate` the write still decides who wins; only then does the record get its new key.
  const { create, write, delete: remove } = store
  return andThen(write.call(store, key, record, version), (result) => {
    if (result.status !== 'written') return result
    return andThen(create.call(store, newKey, record), () =>
      andThen(remove.call(store, key), (removed) => {
        if (removed !== undefined) return { status: 'written' as const, version: 1 }
        // It was ended in between, and stays ended under the new key as well.
        return andThen(remove.call(store, newKey), () => ({ status: 'gone' as const }))
      }),
    )
  })
}
