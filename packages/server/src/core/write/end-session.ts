import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import type { SessionRecord, SessionStore } from '../../store/store.ts'
import type { Outcome } from '../carrier/carrier.ts'
import { ended } from '../carrier/outcome.ts'
import { isNote, noteTarget, rotationNote } from '../carrier/rotation-note.ts'
import type { LoadedSession } from '../record/loaded-session.ts'
import { assertMayTryAgain } from './compare-and-set.ts'
import type { EffectScope } from './effect-scope.ts'

/**
 * Deletes the session from the store, also where it got another sid meanwhile. `note` is what the request's sid led to,
 * where that was replaced before: a sign-out with it ends the session all the same, if it still is the same one. `undefined`:
 * nothing was stored.
 */
export function endSession(
  scope: EffectScope,
  session: LoadedSession | undefined,
  note: SessionRecord | undefined,
): MaybePromise<Outcome | undefined> {
  const { store, clock } = scope.policy
  if (session?.credential !== undefined && session.record !== undefined) {
    assertEnds(scope)
    return andThen(endStored(store, session.credential.key, clock.now()), () => ended)
  }
  if (note === undefined) return undefined
  return andThen(endMoved(store, note, note.id, clock.now()), (hasEnded) => (hasEnded ? ended : undefined))
}

/**
 * Ends the session as `endSession` does, for another that takes its place, and keeps requests that are under way with its sid
 * from passing for newcomers. `undefined`: nothing was stored.
 */
export function replaceSession(
  scope: EffectScope,
  { credential, record }: LoadedSession,
): MaybePromise<Outcome | undefined> {
  if (credential === undefined || record === undefined) return undefined
  assertEnds(scope)
  const { store, clock } = scope.policy
  return andThen(replaceStored(store, credential.key, record, undefined, clock.now()), () => ended)
}

/** Where the cookie is the session, the browser has to be told. */
function assertEnds({ carrier, cookies }: EffectScope): void {
  if (carrier.holdsRecord) cookies.assertReaches('ending a session that its cookie holds')
}

/**
 * Ends the session that was stored under the key, also where another request has given it a new sid meanwhile, at a sign-in
 * as well: it ends as if this had been asked for a moment later. Says whether there was anything to end.
 */
function endStored(store: SessionStore, key: string, now: number): MaybePromise<boolean> {
  return andThen(store.delete(key), (ended) => {
    if (ended === undefined) return false
    return isNote(ended) ? endMoved(store, ended, undefined, now) : true
  })
}

/**
 * Ends the session that left this note. With an `id` only the session of that name: who comes with an old sid after a sign-in
 * may be the one who planted it, and has nothing to end there.
 */
export function endMoved(
  store: SessionStore,
  note: SessionRecord,
  id: string | undefined,
  now: number,
): MaybePromise<boolean> {
  const key = noteTarget(note)
  if (key === undefined || (id !== undefined && id !== note.id)) return false
  return andThen(
    store.read(key),
    (record) => record !== undefined && replaceStored(store, key, record, id, now),
  )
}

/**
 * Ends the session and leaves a note without a target under its key, so that a request under way with that sid is no newcomer.
 * `record` is what the store had under the key when it was asked last.
 */
function replaceStored(
  store: SessionStore,
  key: string,
  record: SessionRecord,
  id: string | undefined,
  now: number,
  attempts = 1,
): MaybePromise<boolean> {
  assertMayTryAgain(attempts)
  if (isNote(record)) return endMoved(store, record, id, now)
  if (id !== undefined && id !== record.id) return false
  const note = rotationNote(record, undefined, now)
  return andThen(store.write(key, note, record.version, record.id), (result) => {
    switch (result.status) {
      case 'written':
        return true
      case 'gone':
        return false
      case 'conflict':
        return replaceStored(store, key, result.current, id, now, attempts + 1)
    }
  })
}
