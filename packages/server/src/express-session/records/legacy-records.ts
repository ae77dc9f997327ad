import { systemClock } from '../../clock.ts'
import { andThen, isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { copyOf } from '../../session/json.ts'
import { destroyInTurn, holdForWrite, touchInTurn } from '../calls-in-turn.ts'
import { dataOf, dataText } from '../data-text.ts'
import { gone } from '../gone.ts'
import { entriesOf, liveEntry } from '../memory-store.ts'
import { mergedSession } from '../merged-session.ts'
import type { HostRequest } from '../options.ts'
import type { Policy } from '../policy.ts'
import type { Session, SessionHolder } from '../session.ts'
import type { Turn } from '../turn.ts'
import { toEntry, touchEntry } from './memory-entry.ts'

type Data = Record<string, unknown>

export interface KeptRequest extends HostRequest, SessionHolder {
  readonly secret?: unknown
}

/** Writes the record of one request's session, and keeps apart what it changed from what others did meanwhile. */
export class RecordWriter {
  readonly policy: Policy
  readonly request: KeptRequest
  /** The data that this request has loaded or written: what differs from them it has changed. */
  #seen = '{}'
  /** What the store has as far as this request knows, where a merge made other data of those; */
  #stored: Data | undefined
  /** since when it knows, */
  #since = 0
  /** and whether there is a record at all. */
  #isStored = false
  #renewedAt = 0
  #hasEnded = false

  constructor(policy: Policy, request: KeptRequest) {
    this.policy = policy
    this.request = request
  }

  /** Whether the record was renewed so lately that the app asks for no more. */
  protected get isFresh(): boolean {
    const { touchAfter } = this.policy
    return touchAfter > 0 && systemClock.now() - this.#renewedAt < touchAfter
  }

  /** Whether the store has the session, as far as this request knows. */
  protected get isStored(): boolean {
    return this.#isStored
  }

  /** Whether the session has ended, by this request or another one of this process. */
  protected get hasEnded(): boolean {
    const { policy, request } = this
    if (this.#hasEnded) return true
    return policy.shared.changeSince(String(request.sessionID), this.#since, this.#isStored) === 'destroyed'
  }

  /** Notes that nothing is stored of the session. */
  protected forgetRecord(): void {
    this.#seen = '{}'
    this.#stored = undefined
    this.#since = this.policy.shared.tick
    this.#isStored = false
    this.#hasEnded = false
  }

  /** Notes what is stored of the session, as it was asked for at that tick. */
  protected noteRecord(text: string, since: number): void {
    this.#seen = text
    this.#stored = undefined
    this.#since = since
    this.#isStored = true
  }

  /** Notes when the loaded record was renewed last, as far as its cookie says. */
  protected noteRenewal(expiresAt: number | null, originalMaxAge: unknown): void {
    this.#renewedAt =
      expiresAt !== null && typeof originalMaxAge === 'number' ? expiresAt - originalMaxAge : 0
  }

  /**
   * Writes the session, whose data are that text, as `set` does. Where another request wrote meanwhile, both changes stay;
   * where it ended the session, nothing is written (code `session-gone`).
   */
  protected write(session: Session, seen: string, set?: () => MaybePromise<void>): MaybePromise<void> {
    const { shared } = this.policy
    const { id } = session
    let text = seen
    let stored: Data | undefined
    let hasWaited = false
    const write = (turn: Turn): MaybePromise<void> => {
      if (hasWaited) text = dataText(session)
      const read = this.#newest(id)
      if (read === undefined) return this.#putInTurn(session, text, turn, set)
      // Copies, for the handler goes on changing what is in the session.
      const ours = copyOf(dataOf(session))
      return andThen(read, (newest) => {
        // Others have gone ahead: once more, after them.
        if (turn.isGivenUp) return shared.write(id, write, this.#isStored)
        if (newest === undefined) return this.#putInTurn(session, text, turn, set)
        const merged = mergedSession(session, this.policy.store, JSON.parse(this.#seen), ours, newest)
        const mergedText = dataText(merged)
        stored = mergedText === text ? undefined : copyOf(dataOf(merged))
        const answer = this.policy.calls.set(id, merged)
        return holdForWrite(this.policy, session, turn, mergedText, JSON.stringify(newest), answer)
      })
    }
    const written = shared.write(id, write, this.#isStored)
    hasWaited = true
    return andThen(written, () => {
      if (id !== this.request.sessionID) return
      // An end that began meanwhile must not count as over.
      const hasEnded = shared.changeSince(id, this.#since, this.#isStored) === 'destroyed'
      this.noteRecord(text, hasEnded ? this.#since : shared.tick)
      this.#stored = stored
    })
  }

  /** Renews the record, unless the session ended meanwhile. */
  protected renew(session: Session): MaybePromise<void> {
    const { shared } = this.policy
    const entries = entriesOf(this.policy.store)
    if (entries === undefined)
      return shared.touch(session.id, (turn) => this.#renewUnlessEnded(session, turn))
    if (shared.changeSince(session.id, this.#since, this.#isStored) === 'destroyed') return
    const entry = liveEntry(entries, session.id)
    const touched = entry && touchEntry(entry, session)
    if (touched !== undefined && touched !== entry) entries.set(session.id, touched)
  }

  #renewUnlessEnded(session: Session, turn: Turn): MaybePromise<void> {
    const { shared, calls } = this.policy
    const { id } = session
    switch (shared.changeSince(id, this.#since, this.#isStored)) {
      case 'destroyed':
        return
      case 'written':
        // There are stores that write all of the session then.
        if (typeof this.policy.store.touch !== 'function') return
        return andThen(calls.get(id), (stored) => {
          if (turn.isGivenUp) return this.renew(session)
          if (!stored) return
          const merged = mergedSession(
            session,
            this.policy.store,
            JSON.parse(this.#seen),
            dataOf(session),
            dataOf(Object(stored)),
          )
          return touchInTurn(this.policy, merged, turn)
        })
      case 'none':
        return touchInTurn(this.policy, session, turn)
    }
  }

  /** Ends a session: no request that loaded it before brings it back. */
  protected end(sid: string, own?: () => MaybePromise<void>): MaybePromise<void> {
    const { shared } = this.policy
    // This request may begin another session of the same ID.
    const settle = (): void => {
      this.#since = shared.tick
    }
    const settleEnd = (): void => {
      settle()
      if (sid === this.request.sessionID) this.#hasEnded = true
    }
    try {
      const destroyed = shared.end(sid, (turn) => {
        settle()
        return destroyInTurn(this.policy, sid, turn, own)
      })
      settle()
      if (!isPromise(destroyed)) return settleEnd()
      return destroyed.then(settleEnd, (error: unknown) => {
        settle()
        throw error
      })
    } catch (error) {
      settle()
      throw error
    }
  }

  #putInTurn(
    session: Session,
    text: string,
    turn: Turn,
    set: (() => MaybePromise<void>) | undefined,
  ): MaybePromise<void> {
    const answer = set === undefined ? this.#put(session, text) : set()
    return holdForWrite(this.policy, session, turn, text, this.#seen, answer)
  }

  #put(session: Session, text: string): MaybePromise<void> {
    const { store, calls } = this.policy
    const entries = entriesOf(store)
    if (entries === undefined) return calls.set(session.id, session)
    entries.set(session.id, toEntry(session, text))
  }

  /** The newest data in the store, where those are not what this request has seen. Fails when the session has ended. */
  #newest(sid: string): MaybePromise<Data | undefined> {
    const { shared, calls, alwaysRereads } = this.policy
    const change = shared.changeSince(sid, this.#since, this.#isStored)
    if (change === 'destroyed') throw gone()
    if (change === 'none' && !(alwaysRereads && this.#isStored)) {
      return sid === this.request.sessionID ? this.#stored : undefined
    }
    return andThen(calls.get(sid), (stored) => {
      if (stored) return dataOf(Object(stored))
      if (this.#isStored) throw gone()
      return undefined
    })
  }
}
