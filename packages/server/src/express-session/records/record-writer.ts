import { systemClock } from '../../clock.ts'
import { gone } from '../../core/record/errors.ts'
import { andThen, type MaybePromise, recover } from '../../maybe-promise.ts'
import { copyOf } from '../../session/json.ts'
import { merge } from '../../session/merge.ts'
import type { Change } from '../../store/legacy/process-versions.ts'
import type { Turn } from '../../store/legacy/turn.ts'
import { Session, type SessionRequest } from '../session.ts'
import { dataOf, dataText } from '../session-text.ts'
import type { Settings } from '../settings.ts'

type Data = Record<string, unknown>

/** Writes the record of one request's session, and keeps apart what it changed from what others did meanwhile. */
export class RecordWriter {
  /** Whether the store has the session, as far as this request knows. */
  isStored = false
  readonly #settings: Settings
  readonly #request: SessionRequest
  /** The data that this request has loaded or written: what differs from them it has changed. */
  #seen = '{}'
  /** What the store has as far as this request knows, where a merge made other data of those; */
  #stored: Data | undefined
  /** and since when it knows. */
  #since = 0
  #renewedAt = 0
  #hasEnded = false

  constructor(settings: Settings, request: SessionRequest) {
    this.#settings = settings
    this.#request = request
  }

  /** Whether the record was renewed so lately that the app asks for no more. */
  get isFresh(): boolean {
    const { touchAfter } = this.#settings
    return touchAfter > 0 && systemClock.now() - this.#renewedAt < touchAfter
  }

  /** Whether the session has ended, by this request or another one of this process. */
  get hasEnded(): boolean {
    return this.#hasEnded || this.#changeOf(String(this.#request.sessionID)) === 'destroyed'
  }

  /** Notes that nothing is stored of the session. */
  forget(): void {
    this.note('{}', this.#settings.versions.tick, false)
    this.#hasEnded = false
  }

  /** Notes what is stored of the session, as it was asked for at that tick. */
  note(text: string, since: number, isStored = true): void {
    this.#seen = text
    this.#stored = undefined
    this.#since = since
    this.isStored = isStored
  }

  /** Notes when the loaded record was renewed last, as far as its cookie says. */
  noteRenewal(expiresAt: number | null, originalMaxAge: unknown): void {
    this.#renewedAt =
      expiresAt !== null && typeof originalMaxAge === 'number' ? expiresAt - originalMaxAge : 0
  }

  /**
   * Writes the session, whose data are that text, as `set` does. Where another request wrote meanwhile, both changes stay;
   * where it ended the session, nothing is written (code `session-gone`).
   */
  write(session: Session, seen: string, set?: () => MaybePromise<void>): MaybePromise<void> {
    const { versions, inTurn } = this.#settings
    const { id } = session
    let text = seen
    let stored: Data | undefined
    let hasWaited = false
    const put = (turn: Turn): MaybePromise<void> =>
      inTurn.write(turn, session, { text, over: this.#seen }, set)
    const write = (turn: Turn): MaybePromise<void> => {
      if (hasWaited) text = dataText(session)
      const read = this.#newest(id)
      if (read === undefined) return put(turn)
      // Copies, for the handler goes on changing what is in the session.
      const ours = copyOf(dataOf(session))
      return andThen(read, (newest) => {
        // Others have gone ahead: once more, after them.
        if (turn.isGivenUp) return versions.write(id, write, this.isStored)
        if (newest === undefined) return put(turn)
        const merged = this.#merged(session, ours, newest)
        const mergedText = dataText(merged)
        stored = mergedText === text ? undefined : copyOf(dataOf(merged))
        return inTurn.write(turn, merged, { text: mergedText, over: JSON.stringify(newest) })
      })
    }
    const written = versions.write(id, write, this.isStored)
    hasWaited = true
    return andThen(written, () => {
      if (id !== this.#request.sessionID) return
      // An end that began meanwhile must not count as over.
      this.note(text, this.#changeOf(id) === 'destroyed' ? this.#since : versions.tick)
      this.#stored = stored
    })
  }

  /** Renews the record, unless the session ended meanwhile. */
  renew(session: Session): MaybePromise<void> {
    const { versions, records, inTurn, store } = this.#settings
    const { id } = session
    if (records.isImmediate) return this.#changeOf(id) === 'destroyed' ? undefined : records.touch(session)
    return versions.touch(id, (turn) => {
      const change = this.#changeOf(id)
      if (change === 'destroyed') return
      if (change === 'none') return inTurn.touch(turn, session)
      // There are stores that write all of the session then.
      if (typeof store.touch !== 'function') return
      return andThen(records.read(id), (stored) => {
        if (turn.isGivenUp) return this.renew(session)
        return stored
          ? inTurn.touch(turn, this.#merged(session, dataOf(session), dataOf(Object(stored))))
          : undefined
      })
    })
  }

  /** Ends a session: no request that loaded it before brings it back. `own`: the way of a session that does more than that. */
  end(sid: string, own?: () => MaybePromise<void>): MaybePromise<void> {
    const { versions, inTurn } = this.#settings
    // This request may begin another session of the same ID.
    const settle = (): void => {
      this.#since = versions.tick
    }
    const settleEnd = (): void => {
      settle()
      if (sid === this.#request.sessionID) this.#hasEnded = true
    }
    return recover(
      () => {
        const ended = versions.end(sid, (turn) => {
          settle()
          return inTurn.end(turn, sid, own)
        })
        settle()
        return andThen(ended, settleEnd)
      },
      (error) => {
        settle()
        throw error
      },
    )
  }

  #changeOf(sid: string): Change {
    return this.#settings.versions.changeSince(sid, this.#since, this.isStored)
  }

  /** The newest data in the store, where those are not what this request has seen. Fails when the session has ended. */
  #newest(sid: string): MaybePromise<Data | undefined> {
    const { records, reread } = this.#settings
    const change = this.#changeOf(sid)
    if (change === 'destroyed') throw gone()
    if (change === 'none' && !(reread === 'always' && this.isStored)) {
      return sid === this.#request.sessionID ? this.#stored : undefined
    }
    return andThen(records.read(sid), (stored) => {
      if (stored) return dataOf(Object(stored))
      if (this.isStored) throw gone()
      return undefined
    })
  }

  /**
   * The session as this request and others have changed it. A document database hands out Dates and the like, and is handed
   * them back: values are compared by their JSON and kept as they are.
   */
  #merged(session: Session, ours: Data, newest: Data): Session {
    const data = merge(JSON.parse(this.#seen), ours, newest)
    const holder = { sessionID: session.id, sessionStore: this.#settings.store }
    const { cookie } = session
    // Where it was: an order of keys is seen by who lists them.
    return new Session(
      holder,
      Object.keys(session)[0] === 'cookie' ? { cookie, ...data } : { ...data, cookie },
    )
  }
}
