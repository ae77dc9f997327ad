import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import type { SessionStore, StoredSession } from '../../store/store.ts'
import { isNote, rotationNote } from '../carrier/rotation-note.ts'
import type { Policy } from '../options/policy.ts'
import { assertMayTryAgain } from './compare-and-set.ts'
import { endMoved } from './end-session.ts'

/**
 * Ends the oldest sessions of a subject that has too many, after the one under `ownKey` was stored (option `maxSessions`).
 *
 * Two sign-ins at once must not end one another, nor both stay. So each ends only what comes before its own; and one that
 * finds itself among the oldest, since it was slower to be stored than another that began later, goes to the end first.
 * Every step names the version that it saw, so that of two such requests one learns of the other.
 */
export function limitSessions(policy: Policy, ownKey: string, subject: string | null): MaybePromise<void> {
  const { maxSessions, store, clock } = policy
  if (maxSessions === undefined || subject === null || store.list === undefined) return
  return andThen(store.list(subject), (sessions) => {
    const inOrder = [...sessions].sort(byAge)
    const surplus = inOrder.slice(0, Math.max(0, inOrder.length - maxSessions))
    const own = surplus.find(({ key }) => key === ownKey)
    if (own === undefined) return endAll(store, surplus, clock.now())
    const createdAt = Math.max(...sessions.map(({ record }) => record.createdAt)) + 1
    return andThen(store.write(ownKey, { ...own.record, createdAt }, own.record.version), ({ status }) =>
      // Gone: the other was faster, and this one was ended by it.
      status === 'gone' ? undefined : limitSessions(policy, ownKey, subject),
    )
  })
}

/** Two that began at the same moment are told apart by their keys, so that all requests see one order. */
function byAge(one: StoredSession, other: StoredSession): number {
  return one.record.createdAt - other.record.createdAt || (one.key < other.key ? -1 : 1)
}

function endAll(store: SessionStore, sessions: readonly StoredSession[], now: number): MaybePromise<void> {
  const [first, ...others] = sessions
  if (first === undefined) return
  return andThen(endUnlessMovedUp(store, first, now), () => endAll(store, others, now))
}

function endUnlessMovedUp(
  store: SessionStore,
  { key, record }: StoredSession,
  now: number,
  attempts = 1,
): MaybePromise<unknown> {
  assertMayTryAgain(attempts)
  const note = rotationNote(record, undefined, now)
  return andThen(store.write(key, note, record.version, record.id), (result) => {
    switch (result.status) {
      case 'written':
        return store.delete(key)
      case 'gone':
        return undefined
      case 'conflict': {
        const { current } = result
        if (isNote(current)) return endMoved(store, current, record.id, now)
        return current.createdAt === record.createdAt
          ? endUnlessMovedUp(store, { key, record: current }, now, attempts + 1)
          : undefined
      }
    }
  })
}
