import { andThen, isPromise, type MaybePromise, recover } from '../maybe-promise.ts'
import { dataText } from './data-text.ts'
import { debug } from './debug.ts'
import type { Policy } from './policy.ts'
import { Session } from './session.ts'
import type { Meanwhile } from './turn.ts'
import { both, type Newest, type Written } from './written.ts'

/**
 * A write that was given up is answered after all, and may have undone what went ahead of it: a session that ended
 * meanwhile ends again, and changes that one took from the other are written again.
 */
export function restoreLater(policy: Policy, session: Session, late: Written, meanwhile: Meanwhile): void {
  const { newest } = meanwhile
  const { id } = session
  if (newest === undefined) {
    if (meanwhile.hasEnded) endLater(policy, id)
    return
  }
  const restore = (): MaybePromise<void> =>
    andThen(policy.calls.get(id), (found) => {
      if (!found) return
      const text = restoredOf(dataText(Object(found)), late, newest, meanwhile.hasEnded)
      if (text === undefined) return
      const holder = { sessionID: id, sessionStore: policy.store }
      return policy.calls.set(id, new Session(holder, { cookie: session.cookie, ...JSON.parse(text) }))
    })
  inBackground(() => policy.shared.write(id, restore))
}

/** A destroy that was given up is answered after all, or was undone: the session ends again. */
export function endLater(policy: Policy, sid: string): void {
  inBackground(() => policy.shared.end(sid, () => policy.calls.destroy(sid)))
}

/** The data with the changes of both, where some of them are not stored. */
function restoredOf(stored: string, late: Written, newest: Newest, hasEnded: boolean): string | undefined {
  // Otherwise another process has written since.
  if (stored !== late.text && stored !== newest.last) return undefined
  // What began after an end has nothing of the session before.
  const all = hasEnded ? newest.text : both(newest, late.text)
  return all === stored ? undefined : all
}

/** Nobody waits for it any more. */
function inBackground(operation: () => MaybePromise<void>): void {
  const tell = (error: unknown): void => debug('error %j', error)
  const done = recover(operation, tell)
  if (isPromise(done)) done.then(undefined, tell)
}
