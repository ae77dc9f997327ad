import type { Credential, Found, NotFound, Origin, SessionCarrier } from '../core/carrier/carrier.ts'
import type { RequestCookies } from '../core/carrier/request-cookies.ts'
import { isNote } from '../core/carrier/rotation-note.ts'
import { toCredential } from '../core/carrier/sid-cookie.ts'
import type { Policy } from '../core/options/policy.ts'
import { firstRecord } from '../core/record/next-record.ts'
import { parseData, toText } from '../core/record/record-data.ts'
import { limitSessions } from '../core/write/limit-sessions.ts'
import { SessionError } from '../errors.ts'
import { andThen, isPromise, type MaybePromise, recover } from '../maybe-promise.ts'
import type { NewRecord, SessionRecord } from '../store/store.ts'
import type { Migrated, OldSession, OldSessions } from './old-sessions.ts'

// One old sid becomes one new sid. Once it has, the old record is marked as taken, without its data, until the browser
// comes with the new cookie; then it is removed. So what ended here is never taken over again, whatever cookie comes back.

/**
 * For so long after a session was taken over, its old cookie leads to it although the old record is gone: requests that
 * left the browser together come one after another, and one of them may bring the new cookie already. Milliseconds.
 */
const grace = 60_000

/** A carrier that finds, where there is no session of ours, the one that express-session began for this browser. */
export function migratingCarrier(carrier: SessionCarrier, oldSessions: OldSessions): SessionCarrier {
  return {
    ...carrier,
    glance(cookies, now) {
      const own = carrier.glance(cookies, now)
      // Which of several is live is found out whatever else comes with them.
      return own !== 'several' && oldSessions.isCarriedBy(cookies.request.cookieHeader) ? 'foreign' : own
    },
    find: (cookies, policy) =>
      andThen(carrier.find(cookies, policy), (found) =>
        andThen(oldSessions.sidIn(cookies.request.cookieHeader), (oldSid) => {
          if (oldSid === undefined) return found
          return andThen(andThen(oldSessions.newSid(oldSid), toCredential), (made) => {
            const migration = new Migration(oldSessions, policy, cookies, oldSid, made)
            return found?.record === undefined ? migration.takeOver() : migration.besideOurs(found)
          })
        }),
      ),
  }
}

/** One request that brings a session of express-session. */
class Migration {
  readonly #oldSessions: OldSessions
  readonly #policy: Policy
  readonly #cookies: RequestCookies
  readonly #oldSid: string
  /** What the session goes on under here. */
  readonly #made: Credential

  constructor(
    oldSessions: OldSessions,
    policy: Policy,
    cookies: RequestCookies,
    oldSid: string,
    made: Credential,
  ) {
    this.#oldSessions = oldSessions
    this.#policy = policy
    this.#cookies = cookies
    this.#oldSid = oldSid
    this.#made = made
  }

  /** The browser brings both cookies. */
  besideOurs(found: Found): MaybePromise<Found | NotFound | undefined> {
    if (found.sid === this.#made.sid) return this.#forgetOld(found)
    const old = recover<OldSession | undefined>(
      () => this.#oldSessions.read(this.#oldSid),
      () => undefined,
    )
    return andThen(old, (session) => {
      if (session?.status === 'taken') return this.#forgetOld(found)
      // Begun by express-session after ours, as after a roll-back: who is signed in there stays it. Without the option
      // `subject` nobody can tell whether ours is signed in, and a planted cookie must not take its place.
      const isNobodys = this.#policy.subject !== undefined && found.record.subject === null
      if (session === undefined || !isNobodys || isNote(found.record)) return found
      return andThen(this.takeOver(), (taken) =>
        taken !== undefined && taken.record === undefined
          ? { ...found, origin: taken.origin }
          : (taken ?? found),
      )
    })
  }

  #forgetOld(found: Found): Found {
    this.#oldSessions.remove(this.#oldSid)
    return { ...found, origin: this.#emptyOrigin }
  }

  takeOver(): MaybePromise<Found | NotFound | undefined> {
    const { underWay } = this.#oldSessions
    const { key } = this.#made
    const record = underWay.get(key) ?? this.#migrate()
    if (isPromise(record) && !underWay.has(key)) {
      const done = (): boolean => underWay.delete(key)
      record.then(done, done)
      underWay.set(key, record)
    }
    return andThen(record, (stored) => {
      if (stored === 'left') return undefined
      if (stored === 'gone') return { record: undefined, origin: this.#emptyOrigin }
      // A note: it went on under another sid since, which the browser has or is about to get.
      const origin = isNote(stored) ? undefined : this.#origin
      return { ...this.#made, record: stored, position: -1, origin }
    })
  }

  /** The old place of a session that goes on here. */
  get #origin(): Origin {
    const remove = (): void => this.#oldSessions.remove(this.#oldSid)
    return { ...this.#emptyOrigin, sid: this.#made.sid, remove }
  }

  /** The old place, where nothing is left that could be taken over. */
  get #emptyOrigin(): Origin {
    const clear = [this.#oldSessions.clearedCookie(this.#cookies.request.isSecure)]
    return { sid: undefined, clear, remove: () => {} }
  }

  #migrate(): MaybePromise<Migrated> {
    const { store, clock } = this.#policy
    return andThen(store.read(this.#made.key), (ours) => {
      if (ours !== undefined && isNote(ours)) return ours
      return andThen(this.#readOld(), (old) => {
        if (old === 'left') return old
        if (old === undefined)
          return ours !== undefined && clock.now() - ours.createdAt < grace ? ours : 'gone'
        if (old.status === 'taken') return ours ?? 'gone'
        return andThen(ours ?? this.#insert(old.data), (record) =>
          record === 'left' ? record : this.#confirm(record),
        )
      })
    })
  }

  #readOld(): MaybePromise<OldSession | 'left' | undefined> {
    return recover<OldSession | 'left' | undefined>(
      () => this.#oldSessions.read(this.#oldSid),
      (error) => this.#leave(error),
    )
  }

  /** Data that cannot be ours are left alone, and told: an error would lock the browser out of every page. */
  #leave(error: unknown): 'left' {
    if (!(error instanceof SessionError) || error.code === 'store-unavailable') throw error
    this.#policy.onEvent?.({ type: 'not-adopted', error })
    return 'left'
  }

  /** Marks the old session as taken, if it is still there: who signed out meanwhile stays signed out. */
  #confirm(record: SessionRecord): MaybePromise<Migrated> {
    const { store } = this.#policy
    const { key } = this.#made
    return andThen(this.#oldSessions.read(this.#oldSid), (old) => {
      if (old?.status === 'live') {
        return andThen(this.#oldSessions.markTaken(this.#oldSid, old.cookie), () => record)
      }
      // Another process has taken it over: into this record, or into one that has ended since.
      if (old?.status === 'taken') return andThen(store.read(key), (ours) => ours ?? 'gone')
      return andThen(store.delete(key), () => 'gone' as const)
    })
  }

  #insert(data: Record<string, unknown>): MaybePromise<SessionRecord | 'left'> {
    const policy = this.#policy
    const { key } = this.#made
    this.#cookies.assertSecureEnough('taking a session over from express-session')
    const record = this.#toRecord(data)
    if (record === 'left') return record
    return recover<SessionRecord>(
      () =>
        andThen(policy.store.create(key, record), () =>
          andThen(limitSessions(policy, key, record.subject), () => ({ ...record, version: 1 })),
        ),
      (error) =>
        // Another process may have been faster.
        andThen(policy.store.read(key), (known) => {
          if (known === undefined) throw error
          return known
        }),
    )
  }

  #toRecord(data: Record<string, unknown>): NewRecord | 'left' {
    const policy = this.#policy
    try {
      const text = toText(parseData(toText(data), policy))
      return firstRecord({ policy, cookie: this.#cookies.policy }, text, policy.clock.now())
    } catch (error) {
      return this.#leave(error)
    }
  }
}
