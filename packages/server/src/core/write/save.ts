import { SessionError } from '../../errors.ts'
import { andThen, isPromise, type MaybePromise, recover } from '../../maybe-promise.ts'
import { isEqual, isPlainObject } from '../../session/json.ts'
import type { NewRecord, SessionRecord } from '../../store/store.ts'
import { isNote } from '../carrier/rotation-note.ts'
import type { SessionRequest } from '../carrier/session-request.ts'
import { type Credential, toCredential } from '../carrier/sid-cookie.ts'
import { newSid, type Policy } from '../options/policy.ts'
import { toText } from '../record/data-text.ts'
import { gone } from '../record/errors.ts'
import type { LoadedSession } from '../record/loaded-session.ts'
import { compareAndSet } from './compare-and-set.ts'
import { limitSessions } from './limit-sessions.ts'

/** What saving needs of the request it happens in. */
export interface Saving {
  readonly policy: Policy
  readonly request: SessionRequest
  /** Throws `headers-sent` or `insecure-connection` when the browser could not be given a cookie. */
  assertCookieReaches(operation: string): void
  /** Hears that the cookie has to say something new: another sid, another lifetime. */
  onCookieChange(): void
}

/** How an existing session is written. */
export interface WriteOptions {
  /** Gives it a new sid, whatever changed. */
  readonly isRotated?: boolean
  /** Whether the write renews the idle timeout. */
  readonly isRenewed?: boolean
  /** The record as the store has it now, where that was read anew. */
  readonly newest?: SessionRecord
}

/** Stores the session for the first time. `seen` is what the handler's session object says, where that is another text. */
export function createStored(
  saving: Saving,
  stay: LoadedSession,
  text: string,
  seen: string = text,
): MaybePromise<void> {
  saving.assertCookieReaches('saving a new session')
  const { policy } = saving
  const record = stay.firstRecord(text, policy.clock.now())
  return andThen(toCredential(newSid(policy, saving.request.raw)), (credential) =>
    andThen(policy.store.create(credential.key, record), () => {
      adopt(saving, stay, credential)
      stay.stored({ ...record, version: 1 }, seen)
      return limitSessions(policy, credential.key, record.subject)
    }),
  )
}

/** Writes the session over what is stored, merging with what others wrote meanwhile. */
export function writeStored(
  saving: Saving,
  stay: LoadedSession,
  text: string,
  options: WriteOptions = {},
): MaybePromise<void> {
  return recover(
    () => write(saving, stay, text, (current) => stay.mergedInto(current, text), options),
    (error) => {
      const own =
        error instanceof SessionError && error.code === 'session-gone' ? stay.ownSignIn(text) : undefined
      if (own === undefined) throw error
      // A second click on "Sign in": the first one gave the visitor's session a new sid. Whoever has just authenticated
      // gets a session of their own, and nothing of the one that ended.
      stay.startAnew()
      return createStored(saving, stay, own, text)
    },
  )
}

/** Reads, changes and writes in one step: `change` is applied to the newest data until nobody came between. */
export function updateStored(
  saving: Saving,
  stay: LoadedSession,
  change: (data: Record<string, unknown>) => unknown,
): MaybePromise<void> {
  const text = stay.text()
  if (stay.record === undefined) {
    return createStored(saving, stay, applyTo(text, change), text)
  }
  const next = (current: SessionRecord): string => applyTo(stay.mergedInto(current, text), change)
  return recover(
    () => write(saving, stay, text, next, {}),
    (error) => retryOnNewest(saving, stay, text, next, error),
  )
}

/** `change` may have refused data that are no longer the newest: it is asked once more, about those. */
function retryOnNewest(
  saving: Saving,
  stay: LoadedSession,
  text: string,
  next: (current: SessionRecord) => string,
  error: unknown,
): MaybePromise<void> {
  const { credential, record } = stay
  const isOurs = error instanceof SessionError && error.code !== 'not-json' && error.code !== 'data-invalid'
  if (isOurs || credential === undefined || record === undefined) throw error
  return andThen(saving.policy.store.read(credential.key), (newest) => {
    if (newest === undefined || isNote(newest)) throw gone()
    if (newest.version === record.version) throw error
    return write(saving, stay, text, next, { newest })
  })
}

function write(
  saving: Saving,
  stay: LoadedSession,
  text: string,
  next: (current: SessionRecord) => string,
  { isRotated = false, isRenewed = false, newest }: WriteOptions,
): MaybePromise<void> {
  const { policy, request } = saving
  const { record: loaded, credential } = stay
  if (loaded === undefined || credential === undefined) throw gone()
  const { hasOwnLifetime } = stay
  if (hasOwnLifetime) saving.assertCookieReaches('changing how long the cookie lasts')
  const now = policy.clock.now()
  let moved: Credential | undefined
  const change = {
    key: credential.key,
    loaded,
    newest: newest ?? loaded,
    now,
    next: (current: SessionRecord) => stay.nextRecord(current, next(current), now, isRenewed),
    newKey: (record: NewRecord, current: SessionRecord) => {
      // A sign-in by assignment is a sign-in: whoever knew the sid before must not be in the session after it.
      const isSignIn = record.subject !== current.subject && !stay.hasNewCredential
      if (!isRotated && !isSignIn) return undefined
      saving.assertCookieReaches('giving the session a new sid')
      return andThen(toCredential(newSid(policy, request.raw)), (made) => {
        moved = made
        return made.key
      })
    },
  }
  return andThen(compareAndSet(policy.store, change), (record) => {
    if (moved !== undefined) adopt(saving, stay, moved)
    if (hasOwnLifetime) saving.onCookieChange()
    stay.stored(record, text)
    return record.subject === loaded.subject
      ? undefined
      : limitSessions(policy, moved?.key ?? credential.key, record.subject)
  })
}

function adopt(saving: Saving, stay: LoadedSession, credential: Credential): void {
  stay.credential = credential
  stay.hasNewCredential = true
  saving.onCookieChange()
}

function applyTo(text: string, change: (data: Record<string, unknown>) => unknown): string {
  const data: unknown = JSON.parse(text)
  if (!isPlainObject(data)) throw new SessionError('record-invalid', 'the session holds no object.')
  const result = change(data)
  if (isPromise(result)) {
    Promise.resolve(result).catch(() => {})
    throw new SessionError(
      'option-invalid',
      'session.update() got an asynchronous function; it takes a synchronous one, which may run more than once. Fetch first, then update.',
    )
  }
  if (!isPlainObject(result) || result === data) return toText(data)
  if (isEqual(data, JSON.parse(text))) return toText(result)
  // `(data) => data.theme = { … }` without braces would replace the session by the theme.
  throw new SessionError(
    'option-invalid',
    'session.update() got a function that changed the data and returned another object; it takes one that does either. Put braces around the body.',
  )
}
