import { systemClock } from '../clock.ts'
import { merge } from '../core/merge.ts'
import { SessionError } from '../errors.ts'
import { andThen, isPromise, type MaybePromise } from '../maybe-promise.ts'
import { dataText } from './data-text.ts'
import { toEntry } from './memory-entry.ts'
import { entriesOf, liveEntry } from './memory-store.ts'
import type { HostRequest } from './options.ts'
import type { Policy } from './policy.ts'
import { Session, type SessionHolder } from './session.ts'

export interface KeptRequest extends HostRequest, SessionHolder {
  readonly secret?: unknown
}

/** Writes the record of one request's session, and keeps apart what it changed from what others did meanwhile. */
export class RecordKeeper {
  readonly policy: Policy
  readonly request: KeptRequest
  /** The data as this request knows them to be in the store, */
  #text = '{}'
  /** since when it does, */
  #since = 0
  /** and whether they are there at all. */
  #isStored = false
  #renewedAt = 0

  constructor(policy: Policy, request: KeptRequest) {
    this.policy = policy
    this.request = request
  }

  /** Whether the record was renewed so lately that the app asks for no more. */
  protected get isFresh(): boolean {
    const { touchAfter } = this.policy
    return touchAfter > 0 && systemClock.now() - this.#renewedAt < touchAfter
  }

  /** Notes that nothing is stored of the session. */
  protected forgetRecord(): void {
    this.#text = '{}'
    this.#since = this.policy.shared.tick
    this.#isStored = false
  }

  /** Notes what is stored of the session, as it was asked for at that tick. */
  protected noteRecord(text: string, since: number): void {
    this.#text = text
    this.#since = since
    this.#isStored = true
  }

  /** Notes when the loaded record was renewed last, as far as its cookie says. */
  protected noteRenewal({ cookie }: { cookie: Pick<Session['cookie'], 'expires' | 'originalMaxAge'> }): void {
    const { expires, originalMaxAge } = cookie
    const isKnown = expires instanceof Date && typeof originalMaxAge === 'number'
    this.#renewedAt = isKnown ? expires.getTime() - originalMaxAge : 0
  }

  /**
   * Writes the session, whose data are that text, as `set` does. Where another request wrote meanwhile, both changes stay;
   * where it ended the session, nothing is written (code `session-gone`).
   */
  protected write(session: Session, seen: string, set?: () => MaybePromise<void>): MaybePromise<void> {
    const { shared } = this.policy
    const { id } = session
    let text = seen
    let hasWaited = false
    const written = shared.write(id, () => {
      if (hasWaited) text = dataText(session)
      if (this.#isChanged(id)) return this.#writeMerged(session, text)
      return set === undefined ? this.#put(session, text) : set()
    })
    hasWaited = true
    return andThen(written, () => {
      if (id === this.request.sessionID) this.noteRecord(text, shared.tick)
    })
  }

  /** Renews the record, unless the session ended meanwhile. */
  protected renew(session: Session): MaybePromise<void> {
    const { shared, calls } = this.policy
    const { id } = session
    switch (shared.changeSince(id, this.#since)) {
      case 'destroyed':
        return
      case 'written':
        // There are stores that write all of the session then.
        return andThen(calls.get(id), (stored) => {
          if (stored) return calls.touch(id, this.#merged(session, dataText(session), stored))
        })
      case 'none':
        return this.#touch(session)
    }
  }

  /** Ends a session: no request that loaded it before brings it back. */
  protected end(
    sid: string,
    destroy: () => MaybePromise<void> = () => this.policy.calls.destroy(sid),
  ): MaybePromise<void> {
    const { shared } = this.policy
    const ending = shared.end(sid)
    const settle = (isEnded: boolean): void => {
      ending.settle(isEnded)
      // This request may begin another session of the same ID.
      this.#since = shared.tick
    }
    const fail = (error: unknown): never => {
      settle(false)
      throw error
    }
    this.#since = shared.tick
    try {
      const destroyed = destroy()
      return isPromise(destroyed) ? destroyed.then(() => settle(true), fail) : settle(true)
    } catch (error) {
      return fail(error)
    }
  }

  #put(session: Session, text: string): MaybePromise<void> {
    const { store, calls } = this.policy
    const entries = entriesOf(store)
    if (entries === undefined) return calls.set(session.id, session)
    entries.set(session.id, toEntry(session, text))
  }

  #touch(session: Session): MaybePromise<void> {
    const { store, calls } = this.policy
    const entries = entriesOf(store)
    if (entries === undefined) return calls.touch(session.id, session)
    // Only what says the same as the record is touched.
    if (liveEntry(entries, session.id)) entries.set(session.id, toEntry(session, this.#text))
  }

  #isChanged(sid: string): boolean {
    const change = this.policy.shared.changeSince(sid, this.#since)
    if (change === 'destroyed') throw gone()
    return change === 'written' || (this.policy.alwaysRereads && this.#isStored)
  }

  #writeMerged(session: Session, text: string): MaybePromise<void> {
    const { calls } = this.policy
    return andThen(calls.get(session.id), (stored) => {
      if (stored) return calls.set(session.id, this.#merged(session, text, stored))
      if (this.#isStored) throw gone()
      return calls.set(session.id, session)
    })
  }

  /** The session as both have changed it. */
  #merged(session: Session, text: string, stored: unknown): Session {
    const theirs = dataText(Object(stored))
    const data = merge(JSON.parse(this.#text), JSON.parse(text), JSON.parse(theirs))
    const holder = { sessionID: session.id, sessionStore: this.policy.store }
    const { cookie } = session
    // Where it was: an order of keys is seen by who lists them.
    return new Session(
      holder,
      Object.keys(session)[0] === 'cookie' ? { cookie, ...data } : { ...data, cookie },
    )
  }
}

function gone(): SessionError {
  return new SessionError(
    'session-gone',
    'another request ended the session while this one was under way. Nothing was written; ask the visitor to sign in again.',
  )
}
