import type { SessionView } from '@sojourn/contract'
import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import { gone } from '../carrier/outcome.ts'
import { unlessNote } from '../carrier/rotation-note.ts'
import { toView } from '../record/view.ts'
import { commit } from './commit.ts'
import type { RequestState } from './request-state.ts'

// What the endpoints and `sessionView` ask of a request's session, and the view of it that they answer.

/** How the session is, without touching it. */
export function peekView(state: RequestState): MaybePromise<SessionView> {
  state.notePeek()
  return andThen(state.storedSession(), (session) => toView(state.policy, session?.record))
}

/** Renews the idle timeout now. What middleware before has changed is stored with it: the view is of the session then. */
export function touchView(state: RequestState): MaybePromise<SessionView> {
  return afterOperations(state, () =>
    andThen(state.storedSession(), (session) => {
      if (session === undefined) return viewNow(state)
      const text = session.isRead ? session.text() : undefined
      const touched =
        text !== undefined && session.isModified(text) ? state.save(session, text, true) : state.touch()
      return andThen(touched, () => viewNow(state))
    }),
  )
}

/** Ends the session. A new session that this request has not saved yet is not stored either. */
export function endView(state: RequestState): MaybePromise<SessionView> {
  return andThen(
    afterOperations(state, () => state.end()),
    (wasActive) => {
      state.noteDestroyed()
      const none = { status: 'none', now: state.policy.clock.now() } as const
      return wasActive ? { ...none, reason: 'signed-out' as const } : none
    },
  )
}

/** Saves what the handler has written, as the commit would, which then finds it done. */
export function savedView(state: RequestState): Promise<SessionView> {
  return state.operations.run(() =>
    andThen(state.storedSession(), () => {
      const facts = { status: 200, cacheControl: undefined, isActivity: !state.cookies.headersAreSent }
      return andThen(state.cookies.isInPath ? commit(state, facts) : undefined, () => {
        state.session?.settle()
        return viewNow(state)
      })
    }),
  )
}

/** How the session is as it is stored now. */
function viewNow(state: RequestState): MaybePromise<SessionView> {
  const { policy, session, outcome } = state
  if (state.holding === 'destroyed' || outcome?.change === 'gone') return toView(policy, undefined)
  if (session?.record === undefined || session.credential === undefined) return toView(policy, undefined)
  const isNewest = outcome?.stored === undefined || outcome.stored.version <= session.record.version
  if (isNewest) return toView(policy, session.record)
  // Somebody wrote since the load: the view has to show it, and this request's record must not pass for it.
  return andThen(policy.store.read(session.credential.key), (newest) => {
    const live = unlessNote(newest)
    // It has ended or moved meanwhile: its cookie must not be sent once more.
    return live === undefined
      ? andThen(state.take(gone), () => toView(policy, undefined))
      : toView(policy, live)
  })
}

/** A session that is about to move must not be touched or ended where it was. */
function afterOperations<T>({ pending }: RequestState, step: () => MaybePromise<T>): MaybePromise<T> {
  return pending === undefined ? step() : pending.then(step)
}
