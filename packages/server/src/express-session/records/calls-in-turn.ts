import { andThen, isPromise, type MaybePromise, recover } from '../../maybe-promise.ts'
import { merge } from '../../session/merge.ts'
import type { ProcessVersions } from '../../store/legacy/process-versions.ts'
import type { Meanwhile, Newest, Turn, Written } from '../../store/legacy/turn.ts'
import { debug } from '../debug.ts'
import { Session } from '../session.ts'
import { dataText } from '../session-text.ts'
import type { Store } from '../store.ts'
import type { Records } from './records.ts'

/**
 * Changes records in a turn: who comes next waits for what the store does, the request itself no longer than the app allows.
 * What a call that was given up may have undone, when it is answered after all, is done again.
 */
export class CallsInTurn {
  readonly #store: Store
  readonly #records: Records
  readonly #versions: ProcessVersions

  constructor(store: Store, records: Records, versions: ProcessVersions) {
    this.#store = store
    this.#records = records
    this.#versions = versions
  }

  /** Writes the session, as `set` does. */
  write(turn: Turn, session: Session, written: Written, set?: () => MaybePromise<void>): MaybePromise<void> {
    const answer = set === undefined ? this.#records.write(session, written.text) : set()
    turn.noteWritten(written, withWrite)
    if (!isPromise(answer)) return
    turn.holdFor(answer, (meanwhile) => this.#restore(session, written, meanwhile))
    return this.#records.within('set', answer)
  }

  touch(turn: Turn, session: Session): MaybePromise<void> {
    const answer = this.#records.touch(session)
    if (!isPromise(answer)) return
    // There are stores that write all of the session then, as it is now.
    turn.holdFor(answer, (meanwhile) => {
      const text = dataText(session)
      this.#restore(session, { text, over: text }, meanwhile)
    })
    return this.#records.within('touch', answer)
  }

  /** `own` is a session's own way to end it, which does more than that: it has no deadline. */
  end(turn: Turn, sid: string, own?: () => MaybePromise<void>): MaybePromise<void> {
    const answer = own === undefined ? this.#records.end(sid) : own()
    if (!isPromise(answer)) return
    turn.holdFor(answer, ({ newest }) => {
      if (newest !== undefined) this.#endAgain(sid)
    })
    return own === undefined ? this.#records.within('destroy', answer) : answer
  }

  /** Ends the session again where it ended meanwhile; else writes what one write took from the other. */
  #restore({ id, cookie }: Session, late: Written, { newest, hasEnded }: Meanwhile): void {
    if (newest === undefined) {
      if (hasEnded) this.#endAgain(id)
      return
    }
    const restore = (): MaybePromise<void> =>
      andThen(this.#records.read(id), (found) => {
        if (!found) return
        const text = restored(dataText(Object(found)), late, newest, hasEnded)
        if (text === undefined) return
        const holder = { sessionID: id, sessionStore: this.#store }
        return this.#records.write(new Session(holder, { cookie, ...JSON.parse(text) }), text)
      })
    inBackground(() => this.#versions.write(id, restore))
  }

  #endAgain(sid: string): void {
    inBackground(() => this.#versions.end(sid, () => this.#records.end(sid)))
  }
}

/** Nobody waits for it any more. */
function inBackground(operation: () => MaybePromise<void>): void {
  const tell = (error: unknown): void => debug('error %j', error)
  const done = recover(operation, tell)
  if (isPromise(done)) done.then(undefined, tell)
}

/** What `newest` is after one more write, which may have found other data than the one before it left. */
function withWrite(newest: Newest | undefined, { text, over }: Written): Newest {
  if (newest === undefined) return { text, over, last: text }
  const all = over === newest.last && newest.last === newest.text ? text : both({ text, over }, newest.text)
  return { text: all, over: newest.over, last: text }
}

/** The data with the changes of a late write and of those meanwhile, where some of them are not stored. */
function restored(stored: string, late: Written, newest: Newest, hasEnded: boolean): string | undefined {
  // Otherwise another process has written since.
  if (stored !== late.text && stored !== newest.last) return undefined
  // What began after an end has nothing of the session before.
  const all = hasEnded ? newest.text : both(newest, late.text)
  return all === stored ? undefined : all
}

/** The data with what that write has changed as well. */
function both({ text, over }: Written, other: string): string {
  return JSON.stringify(merge(JSON.parse(over), JSON.parse(text), JSON.parse(other)))
}
