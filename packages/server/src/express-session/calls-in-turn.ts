import { isPromise, type MaybePromise } from '../maybe-promise.ts'
import { dataText } from './data-text.ts'
import { endLater, restoreLater } from './late-calls.ts'
import type { Policy } from './policy.ts'
import type { Session } from './session.ts'
import type { Turn } from './turn.ts'

// Who comes next waits for what the store does; the request itself no longer than the app allows.

/** Takes the answer to a `set`. */
export function holdForWrite(
  policy: Policy,
  session: Session,
  turn: Turn,
  text: string,
  over: string,
  answer: MaybePromise<void>,
): MaybePromise<void> {
  turn.noteWritten(text, over)
  if (!isPromise(answer)) return
  turn.holdFor(answer, (meanwhile) => restoreLater(policy, session, { text, over }, meanwhile))
  return policy.calls.within('set', answer)
}

export function touchInTurn(policy: Policy, session: Session, turn: Turn): MaybePromise<void> {
  const answer = policy.calls.touch(session.id, session)
  if (!isPromise(answer)) return
  // There are stores that write all of the session then, as it is now.
  turn.holdFor(answer, (meanwhile) => {
    const text = dataText(session)
    restoreLater(policy, session, { text, over: text }, meanwhile)
  })
  return policy.calls.within('touch', answer)
}

/** `own` is a session's own way to end it, which does more than that: it has no deadline. */
export function destroyInTurn(
  policy: Policy,
  sid: string,
  turn: Turn,
  own?: () => MaybePromise<void>,
): MaybePromise<void> {
  const answer = own === undefined ? policy.calls.destroy(sid) : own()
  if (!isPromise(answer)) return
  turn.holdFor(answer, ({ newest }) => {
    if (newest !== undefined) endLater(policy, sid)
  })
  return own === undefined ? policy.calls.within('destroy', answer) : answer
}
