import { crypto } from '#crypto'
import { merge } from '../../session/merge.ts'
import { fillable } from '../../session/overwrite.ts'
import { fill, refill, Session, type SessionOwner } from '../../session/session.ts'
import type { CookieLifetime } from '../../session/session-cookie.ts'
import type { NewRecord, SessionRecord } from '../../store/store.ts'
import { expiresAt } from '../carrier/lifetime.ts'
import type { Credential, Found } from '../carrier/sid-cookie.ts'
import type { CookiePolicy } from '../options/cookie-policy.ts'
import type { Policy } from '../options/policy.ts'
import { parseObject, toText } from './data-text.ts'
import { conflict } from './errors.ts'
import { emptyData, fitWritten, parseData } from './record-data.ts'

/** Long enough that two stays never share a name. */
const stayIdBytes = 12

/** The session as one request has it: its data and lifetime, and what the store held when they were read. Asks no store. */
export class LoadedSession {
  /** What the store holds, as far as this request knows; `undefined`: nothing yet. */
  record: SessionRecord | undefined
  /** The sid and its key; `undefined` until the session is stored. */
  credential: Credential | undefined
  /** Whether the sid was made in this request, so that a sign-in need not change it again. */
  hasNewSid = false
  isTouchAsked = false
  /** Whether the commit was done ahead, for a handler that wanted to see the outcome. */
  isSettled = false
  readonly lifetime: CookieLifetime

  private readonly owner: SessionOwner
  private readonly policy: Policy
  private readonly cookie: CookiePolicy
  private begun: number | undefined
  private ownId: string | undefined
  /** The data as text when this request got them: what a change is told by. */
  private base = ''
  private materialised: Session | undefined
  /** The data as they were parsed, with the keys that they had then. */
  private own: Record<string, unknown> = {}
  /**
   * The objects in the session that were parsed here. All others are the app's, and nobody else's data may enter them.
   * `undefined`: those that `own` has, which no handler can have put others into.
   */
  private parsed: readonly object[] | undefined

  constructor(owner: SessionOwner, policy: Policy, cookie: CookiePolicy, found: Found | undefined) {
    this.owner = owner
    this.policy = policy
    this.cookie = cookie
    this.record = found?.record
    this.credential = found
    if (found === undefined) this.begun = policy.clock.now()
    this.lifetime =
      found === undefined
        ? {
            idleTimeout: policy.idleTimeout(cookie),
            persistent: cookie.maxAge !== null || cookie.expires !== null,
          }
        : { idleTimeout: found.record.idleTimeout, persistent: found.record.persistent }
  }

  /** Epoch ms from which the lifetime of a new session counts, or one that the handler gives to a stored one. */
  private get startedAt(): number {
    this.begun ??= this.policy.clock.now()
    return this.begun
  }

  get id(): string {
    if (this.record !== undefined) return this.record.id
    this.ownId ??= crypto.randomId(stayIdBytes)
    return this.ownId
  }

  get expiresAt(): number {
    return this.hasOwnLifetime || this.record === undefined
      ? expiresAt({ idleTimeout: this.lifetime.idleTimeout, endsAt: this.endsAt }, this.startedAt)
      : this.record.expiresAt
  }

  get endsAt(): number | null {
    return this.record === undefined ? this.absoluteEnd(this.startedAt) : this.record.endsAt
  }

  /** Whether a handler has looked at the data. */
  get isRead(): boolean {
    return this.materialised !== undefined
  }

  /** The object that handlers get. Throws `record-invalid` when the stored text is none of ours. */
  get session(): Session {
    if (this.materialised === undefined) {
      const { record, policy } = this
      const data = record === undefined ? emptyData(policy) : parseData(record.data, policy)
      const isAsStored = record !== undefined && policy.schema === undefined && policy.onInvalid === 'error'
      // What a schema or a repair made of the record is no change of the handler's.
      this.base = isAsStored ? record.data : JSON.stringify(data)
      // And the handler gets it as its own: a default may be one object for all visitors.
      const own = isAsStored ? data : parseObject(this.base)
      const session = new Session(this.owner)
      this.own = own
      this.parsed = fill(session, own) ? fillable(own) : undefined
      this.materialised = session
    }
    return this.materialised
  }

  /** The data as text, as they are now. Throws `reserved-key`, `not-json`. */
  text(): string {
    return toText(this.session, this.base)
  }

  isModified(text: string): boolean {
    return this.hasOwnLifetime || text !== this.base
  }

  /** Whether the handler gave this stay another idle timeout than it was stored with. */
  get hasOwnLifetime(): boolean {
    const { record, lifetime } = this
    return (
      record !== undefined &&
      (lifetime.idleTimeout !== record.idleTimeout || lifetime.persistent !== record.persistent)
    )
  }

  /** The first record of this stay. Throws `data-invalid` when the data do not fit the schema. */
  firstRecord(text: string, now: number): NewRecord {
    const endsAt = this.absoluteEnd(now)
    return {
      ...this.lifetime,
      id: this.id,
      data: text,
      createdAt: now,
      endsAt,
      expiresAt: expiresAt({ idleTimeout: this.lifetime.idleTimeout, endsAt }, now),
      subject: this.subjectOf(text),
    }
  }

  /** `text` over the newest record: what others stored since this request read it stays. */
  mergedInto(current: SessionRecord, text: string): string {
    if (current === this.record) return text
    const { onConflict, onEvent } = this.policy
    const merged = toText(
      merge(parseObject(this.base), parseObject(text), parseData(current.data, this.policy), (clash) => {
        onEvent?.({ type: 'conflict', path: clash.path })
        return onConflict === undefined ? clash.ours : onConflict(clash)
      }),
    )
    try {
      fitWritten(merged, this.policy)
    } catch {
      throw conflict('was changed by another request in a way that does not go together with this one')
    }
    return merged
  }

  /** The record that follows `current`, with this data. Throws `data-invalid` when they do not fit the schema. */
  nextRecord(current: SessionRecord, text: string, now: number, isRenewed: boolean): NewRecord {
    const subject = this.subjectOf(text)
    // Another subject is another stay, which begins now: its holder has just been authenticated.
    const isSameStay = subject === current.subject
    const { idleTimeout, persistent } = this.hasOwnLifetime ? this.lifetime : current
    const endsAt = isSameStay ? current.endsAt : this.absoluteEnd(now)
    const renewed = expiresAt({ idleTimeout, endsAt }, now)
    const startsAnew = !isSameStay || this.hasOwnLifetime
    return {
      id: isSameStay ? current.id : crypto.randomId(stayIdBytes),
      data: text,
      createdAt: isSameStay ? current.createdAt : now,
      endsAt,
      expiresAt: startsAnew ? renewed : isRenewed ? Math.max(renewed, current.expiresAt) : current.expiresAt,
      idleTimeout,
      persistent,
      subject,
    }
  }

  /** Goes on from what was stored: `text` is what this request wanted to store, `record` may hold others' changes as well. */
  stored(record: SessionRecord, text: string): void {
    this.record = record
    this.lifetime.idleTimeout = record.idleTimeout
    this.lifetime.persistent = record.persistent
    this.base = record.data
    if (record.data === text) return
    const data = merge(parseObject(text), parseObject(this.text()), parseObject(record.data))
    this.parsed = refill(this.session, data, this.parsed ?? fillable(this.own))
  }

  /** What this request alone has stored, as text, if that signs a visitor in; else `undefined`. */
  ownSignIn(text: string): string | undefined {
    if (this.record?.subject !== null) return undefined
    const own = toText(merge(parseObject(this.base), parseObject(text), {}))
    return this.subjectOf(own) === null ? undefined : own
  }

  /** Forgets what was stored: the session is to be stored as a new one. */
  startAnew(): void {
    this.record = undefined
    this.credential = undefined
    this.hasNewSid = false
  }

  private absoluteEnd(now: number): number | null {
    const { absoluteTimeout } = this.policy
    const byTimeout = absoluteTimeout === null ? Number.POSITIVE_INFINITY : now + absoluteTimeout
    const end = Math.min(byTimeout, this.cookie.expires ?? Number.POSITIVE_INFINITY)
    return Number.isFinite(end) ? end : null
  }

  private subjectOf(text: string): string | null {
    const { schema, subject } = this.policy
    if (schema === undefined && subject === undefined) return null
    const data = fitWritten(text, this.policy)
    return subject?.(data) ?? null
  }
}
