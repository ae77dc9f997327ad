import { merge } from '../../session/merge.ts'
import { fillable } from '../../session/overwrite.ts'
import { fill, refill, Session } from '../../session/session.ts'
import type { CookieLifetime } from '../../session/session-cookie.ts'
import type { SessionOwner } from '../../session/session-owner.ts'
import { isAsBefore, type Snapshot, snapshotOf } from '../../session/snapshot.ts'
import type { NewRecord, SessionRecord, Touched } from '../../store/store.ts'
import type { Credential, Found } from '../carrier/carrier.ts'
import { expiresAt } from '../carrier/lifetime.ts'
import type { CookiePolicy } from '../options/cookie-policy.ts'
import type { Policy } from '../options/policy.ts'
import {
  absoluteEnd,
  firstLifetime,
  firstRecord,
  mergedText,
  newId,
  nextRecord,
  type RecordRules,
  signInText,
  touchedRecord,
} from './next-record.ts'
import { emptyData, parseData, parseObject, toText } from './record-data.ts'

/** What a session holds before its data are parsed. Nobody writes into it. */
const nothing: Record<string, unknown> = {}

/** The session as one request has it: its data and lifetime, and what the store held when they were read. Asks no store. */
export class LoadedSession implements RecordRules {
  readonly policy: Policy
  readonly cookie: CookiePolicy
  readonly requestedAt: number | undefined
  /** What the store holds, as far as this request knows; `undefined`: nothing yet. */
  record: SessionRecord | undefined
  /** What the browser knows the session by; `undefined` until it is stored. */
  credential: Credential | undefined
  /** Whether that was made in this request, so that a sign-in need not change it again. */
  hasNewCredential = false
  /** Whether the handler wants the idle timeout renewed, whatever the throttle says. */
  isTouchAsked = false
  /** Whether the commit was done ahead, for a handler that wanted to see the outcome. */
  isSettled = false

  private readonly owner: SessionOwner
  private begun: number | undefined
  private newId: string | undefined
  private ownLifetime: CookieLifetime | undefined
  /** The data as text when this request got them: what a change is told by. */
  private base = ''
  /** The same, for a quick look. */
  private snapshot: Snapshot | undefined
  private materialised: Session | undefined
  /** The data as they were parsed, with the keys that they had then. */
  private own = nothing
  /**
   * The objects in the session that were parsed here. All others are the app's, and nobody else's data may enter them.
   * `undefined`: those that `own` has, which no handler can have put others into.
   */
  private parsed: readonly object[] | undefined

  constructor(owner: SessionOwner, { policy, cookie, requestedAt }: RecordRules, found: Found | undefined) {
    this.owner = owner
    this.policy = policy
    this.cookie = cookie
    this.requestedAt = requestedAt
    this.record = found?.record
    this.credential = found
    this.begun = found === undefined ? policy.clock.now() : undefined
  }

  /** Epoch ms from which the lifetime of a new session counts, or one that the handler gives to a stored one. */
  private get startedAt(): number {
    this.begun ??= this.policy.clock.now()
    return this.begun
  }

  get id(): string {
    if (this.record !== undefined) return this.record.id
    this.newId ??= newId()
    return this.newId
  }

  /** The lifetime as the handler sees and changes it. */
  get lifetime(): CookieLifetime {
    this.ownLifetime ??=
      this.record === undefined
        ? firstLifetime(this)
        : { idleTimeout: this.record.idleTimeout, persistent: this.record.persistent }
    return this.ownLifetime
  }

  get expiresAt(): number {
    return this.hasOwnLifetime || this.record === undefined
      ? expiresAt({ idleTimeout: this.lifetime.idleTimeout, endsAt: this.endsAt }, this.startedAt)
      : this.record.expiresAt
  }

  get endsAt(): number | null {
    return this.record === undefined ? absoluteEnd(this, this.startedAt) : this.record.endsAt
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
      this.snapshot = snapshotOf(own, this.base)
      this.parsed = fill(session, own) ? fillable(own) : undefined
      this.materialised = session
    }
    return this.materialised
  }

  /** The data as text, as they are now. Throws `reserved-key`, `not-json`. */
  text(): string {
    return isAsBefore(this.snapshot, this.session) ? this.base : toText(this.session, this.base)
  }

  isModified(text: string): boolean {
    return this.hasOwnLifetime || text !== this.base
  }

  /** Whether the handler gave this session another idle timeout than it was stored with. */
  get hasOwnLifetime(): boolean {
    const { record, ownLifetime } = this
    return (
      record !== undefined &&
      ownLifetime !== undefined &&
      (ownLifetime.idleTimeout !== record.idleTimeout || ownLifetime.persistent !== record.persistent)
    )
  }

  /** The first record of this session. Throws `data-invalid` when the data do not fit the schema. */
  firstRecord(text: string, now: number): NewRecord {
    return firstRecord(this, text, now, this.id, this.lifetime)
  }

  /** `text` over the newest record: what others stored since this request read it stays. */
  mergedInto(current: SessionRecord, text: string): string {
    return current === this.record ? text : mergedText(this.base, text, current, this.policy)
  }

  /** The record that follows `current`, with this data. Throws `data-invalid` when they do not fit the schema. */
  nextRecord(current: SessionRecord, text: string, now: number, isRenewed: boolean): NewRecord {
    const lifetime = this.hasOwnLifetime ? this.lifetime : undefined
    return nextRecord(this, current, text, { now, isRenewed, lifetime })
  }

  /** Goes on from what was stored, which may hold others' changes as well. The handler sees them by `follow`. */
  stored(record: SessionRecord): void {
    this.record = record
    this.followLifetime(record)
  }

  /** Goes on after a renewal, which may be of a lifetime that others gave the session meanwhile. */
  touched(touched: Touched): void {
    if (this.record === undefined) return
    const { hasOwnLifetime } = this
    this.record = touchedRecord(this.record, touched)
    if (!hasOwnLifetime) this.followLifetime(touched)
  }

  private followLifetime({ idleTimeout, persistent }: CookieLifetime): void {
    if (this.ownLifetime !== undefined) Object.assign(this.ownLifetime, { idleTimeout, persistent })
  }

  /** Shows the handler what was stored: `text` is what its data were then. Throws `not-json` for what they are since. */
  follow(text: string): void {
    const { record } = this
    if (record === undefined) return
    this.base = record.data
    this.snapshot = undefined
    if (record.data === text) return
    const data = merge(parseObject(text), parseObject(this.text()), parseObject(record.data))
    this.parsed = refill(this.session, data, this.parsed ?? fillable(this.own))
  }

  /** Notes that the commit was done ahead. */
  settle(): void {
    this.isSettled = this.record !== undefined
    this.isTouchAsked = false
  }

  /** Takes a credential that was made in this request. */
  assignCredential(credential: Credential): void {
    this.credential = credential
    this.hasNewCredential = true
  }

  /** What this request alone has stored, as text, if that signs a visitor in; else `undefined`. */
  ownSignIn(text: string): string | undefined {
    return this.record?.subject === null ? signInText(this.base, text, this.policy) : undefined
  }

  /** Forgets what was stored: the session is to be stored as a new one. */
  startAnew(): void {
    // It lasts as long as the one that it was.
    this.ownLifetime = this.lifetime
    this.record = undefined
    this.credential = undefined
    this.hasNewCredential = false
  }
}
