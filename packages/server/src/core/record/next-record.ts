import { crypto } from '#crypto'
import { merge } from '../../session/merge.ts'
import type { CookieLifetime } from '../../session/session-cookie.ts'
import type { NewRecord, SessionRecord, Touched } from '../../store/store.ts'
import { expiresAt } from '../carrier/lifetime.ts'
import type { CookiePolicy } from '../options/cookie-policy.ts'
import type { Policy } from '../options/policy.ts'
import { conflict } from './errors.ts'
import { fitWritten, parseData, parseObject, toText } from './record-data.ts'

// Which record follows which. Everything here is a pure function of records, data as text, the options and the time.

/** Long enough that two sessions never share an id. */
const idBytes = 12

/** What the options say of records: those of the app, and those of the cookie for this request. */
export interface RecordRules {
  readonly policy: Policy
  readonly cookie: CookiePolicy
  /** Epoch ms at which the request began, if sessions have subjects. */
  readonly requestedAt?: number | undefined
}

/** An opaque id for a session that begins. */
export function newId(): string {
  return crypto.randomId(idBytes)
}

/** The lifetime of a session that begins, until its handler gives it another. */
export function firstLifetime({ policy, cookie }: RecordRules): CookieLifetime {
  return {
    idleTimeout: policy.idleTimeout(cookie),
    persistent: cookie.maxAge !== null || cookie.expires !== null,
  }
}

/** Epoch ms at which a session that begins at `now` ends whatever happens; `null`: never. */
export function absoluteEnd({ policy, cookie }: RecordRules, now: number): number | null {
  const { absoluteTimeout } = policy
  const byTimeout = absoluteTimeout === null ? Number.POSITIVE_INFINITY : now + absoluteTimeout
  const end = Math.min(byTimeout, cookie.expires ?? Number.POSITIVE_INFINITY)
  return Number.isFinite(end) ? end : null
}

/** The first record of a session. Throws `data-invalid` when the data do not fit the schema. */
export function firstRecord(
  rules: RecordRules,
  text: string,
  now: number,
  id: string = newId(),
  lifetime: CookieLifetime = firstLifetime(rules),
): NewRecord {
  const endsAt = absoluteEnd(rules, now)
  const subject = subjectOf(text, rules.policy)
  return {
    ...lifetime,
    id,
    data: text,
    createdAt: begunAt(rules, subject, now),
    endsAt,
    expiresAt: expiresAt({ idleTimeout: lifetime.idleTimeout, endsAt }, now),
    subject,
  }
}

/**
 * When a session that is stored at `now` began. One with a subject began with the request that authenticated it: whoever ends
 * all sessions of the subject while that request is under way ends this one, too.
 */
function begunAt({ requestedAt }: RecordRules, subject: string | null, now: number): number {
  return subject === null ? now : Math.min(requestedAt ?? now, now)
}

/** What a write does to a record beside its data. */
export interface RecordChange {
  readonly now: number
  /** Whether it renews the idle timeout. */
  readonly isRenewed: boolean
  /** The lifetime that the handler gave the session, where it is another than the stored one. */
  readonly lifetime: CookieLifetime | undefined
}

/** The record that follows `current`, with this data. Throws `data-invalid` when they do not fit the schema. */
export function nextRecord(
  rules: RecordRules,
  current: SessionRecord,
  text: string,
  { now, isRenewed, lifetime }: RecordChange,
): NewRecord {
  const subject = subjectOf(text, rules.policy)
  // With another subject another session begins, now: its holder has just been authenticated.
  const isSameSubject = subject === current.subject
  const { idleTimeout, persistent } = lifetime ?? current
  const endsAt = isSameSubject ? current.endsAt : absoluteEnd(rules, now)
  const renewed = expiresAt({ idleTimeout, endsAt }, now)
  const startsAnew = !isSameSubject || lifetime !== undefined
  return {
    id: isSameSubject ? current.id : newId(),
    data: text,
    createdAt: isSameSubject ? current.createdAt : begunAt(rules, subject, now),
    endsAt,
    expiresAt: startsAnew ? renewed : isRenewed ? Math.max(renewed, current.expiresAt) : current.expiresAt,
    idleTimeout,
    persistent,
    subject,
  }
}

/** The record after a touch, with the version that the request may write over: its own where somebody came between. */
export function touchedRecord(record: SessionRecord, touched: Touched): SessionRecord {
  const { expiresAt, endsAt, idleTimeout, persistent } = touched
  const version = touched.version === record.version + 1 ? touched.version : record.version
  return { ...record, expiresAt, endsAt, idleTimeout, persistent, version }
}

/**
 * A request's change, from `base` to `text`, over the newest record: what others stored since it read the session stays.
 * Throws `session-conflict` when the two do not go together.
 */
export function mergedText(base: string, text: string, current: SessionRecord, policy: Policy): string {
  const { onConflict, onEvent } = policy
  const merged = toText(
    merge(parseObject(base), parseObject(text), parseData(current.data, policy), (clash) => {
      onEvent?.({ type: 'conflict', path: clash.path })
      return onConflict === undefined ? clash.ours : onConflict(clash)
    }),
  )
  try {
    fitWritten(merged, policy)
  } catch {
    throw conflict('was changed by another request in a way that does not go together with this one')
  }
  return merged
}

/** What a request alone has changed, as text, if that signs a visitor in; else `undefined`. */
export function signInText(base: string, text: string, policy: Policy): string | undefined {
  const own = toText(merge(parseObject(base), parseObject(text), {}))
  return subjectOf(own, policy) === null ? undefined : own
}

function subjectOf(text: string, policy: Policy): string | null {
  const { schema, subject } = policy
  if (schema === undefined && subject === undefined) return null
  const data = fitWritten(text, policy)
  return subject?.(data) ?? null
}
