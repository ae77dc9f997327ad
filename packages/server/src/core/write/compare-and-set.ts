import { SessionError } from '../../errors.ts'
import { andThen, type MaybePromise, recover } from '../../maybe-promise.ts'
import type { NewRecord, SessionRecord, SessionStore, WriteResult } from '../../store/store.ts'
import { isNote, noteTarget, rotationNote } from '../carrier/rotation-note.ts'
import { conflict, gone } from '../record/errors.ts'

/** Every conflict means that somebody else got through, so only a store that never lets anybody through reaches this. */
const maxAttempts = 1000

/** Throws `session-conflict` for an attempt that comes after too many conflicts. */
export function assertMayTryAgain(attempts: number): void {
  if (attempts > maxAttempts) throw conflict('was changed by others a thousand times in a row')
}

export interface Change {
  readonly key: string
  /** Where the next record moves to; `undefined`: it stays. */
  readonly newKey: (next: NewRecord, current: SessionRecord) => MaybePromise<string | undefined>
  /** The record as this request loaded it. */
  readonly loaded: SessionRecord
  /** The newest record that this request has seen. */
  readonly newest: SessionRecord
  /** Makes the next record of the newest one; called again after a conflict. */
  readonly next: (current: SessionRecord) => NewRecord
  /** Epoch milliseconds: when the old key was left, if it was. */
  readonly now: number
}

/**
 * Writes the next record over the newest one, as often as it takes. Answers what is stored then. Rejects with
 * `session-gone` when the session ended, with `session-conflict` when it became somebody else's.
 */
export function compareAndSet(store: SessionStore, change: Change): MaybePromise<SessionRecord> {
  const attempt = (current: SessionRecord, attempts: number): MaybePromise<SessionRecord> => {
    assertMayTryAgain(attempts)
    const record = change.next(current)
    // With another subject another session begins.
    const ends = record.id === current.id ? undefined : current.id
    const written = andThen(change.newKey(record, current), (newKey) => {
      if (newKey === undefined) return store.write(change.key, record, current.version, ends)
      const note = rotationNote(current, newKey, change.now)
      return move(store, change.key, newKey, record, current.version, note, ends)
    })
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

function move(
  store: SessionStore,
  key: string,
  newKey: string,
  record: NewRecord,
  version: number,
  note: NewRecord,
  ends: string | undefined,
): MaybePromise<WriteResult> {
  const moved: WriteResult = { status: 'written', version: version + 1 }
  const { rotate } = store
  if (rotate !== undefined) {
    return recover(
      () => rotate.call(store, key, newKey, record, version, note, ends),
      (error) =>
        andThen(hasMoved(store, key, newKey, error), (hasMoved) => (hasMoved ? moved : raise(error))),
    )
  }
  // Without `rotate` the write of the note decides who wins: until then nobody knows the new sid, and at no moment does the
  // old key, which others may know, hold what the new one is to hold.
  const undo = (): MaybePromise<unknown> => {
    const remove = (): MaybePromise<unknown> => store.delete(newKey)
    if (store.watch === undefined) return remove()
    // Watchers hear of what is deleted, and the session goes on: what it was to move to comes to its own end.
    const over = { ...record, expiresAt: record.createdAt }
    return recover<unknown>(() => store.write(newKey, over, version + 1), remove)
  }
  const created = recover(
    () => store.create(newKey, record, version + 1),
    (error) => {
      // Nobody signs in: the session that was to move has ended with all the others of its subject.
      const isEnded = ends === undefined && error instanceof SessionError && error.code === 'session-revoked'
      throw isEnded ? gone() : error
    },
  )
  const result = andThen(created, () =>
    recover<WriteResult>(
      () => store.write(key, note, version, ends),
      (error) =>
        andThen(hasMoved(store, key, newKey, error), (hasMoved) =>
          hasMoved
            ? moved
            : andThen(
                recover(undo, () => {}),
                () => raise(error),
              ),
        ),
    ),
  )
  return andThen(result, (written) => (written.status === 'written' ? moved : andThen(undo(), () => written)))
}

/**
 * Whether a move that failed has happened all the same: the old key says. Where it cannot be asked, the failure stands, and
 * what is under the new key stays: nobody knows the new sid, and what is deleted does not come back.
 */
function hasMoved(store: SessionStore, key: string, newKey: string, error: unknown): MaybePromise<boolean> {
  return recover<boolean>(
    () => andThen(store.read(key), (current) => current !== undefined && noteTarget(current) === newKey),
    () => raise(error),
  )
}

function raise(error: unknown): never {
  throw error
}
