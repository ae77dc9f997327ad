import { SessionError } from '../../errors.ts'
import { andThen, isPromise, type MaybePromise, recover } from '../../maybe-promise.ts'
import { isEqual, isPlainObject } from '../../session/json.ts'
import type { NewRecord, SessionRecord } from '../../store/store.ts'
import type { Credential, Outcome } from '../carrier/carrier.ts'
import { issued, unchanged } from '../carrier/outcome.ts'
import { isNote } from '../carrier/rotation-note.ts'
import { gone } from '../record/errors.ts'
import type { LoadedSession } from '../record/loaded-session.ts'
import { toText } from '../record/record-data.ts'
import { compareAndSet } from './compare-and-set.ts'
import type { EffectScope } from './effect-scope.ts'
import { toRenewed } from './touch.ts'

/** How an existing session is written. */
export interface WriteOptions {
  /** Gives it a new sid, whatever changed. */
  readonly isRotated?: boolean
  /** Whether the write renews the idle timeout. */
  readonly isRenewed?: boolean
  /** The record as the store has it now, where that was read anew. */
  readonly newest?: SessionRecord
}

/** Stores the session for the first time. */
export function insertSession(
  { policy, carrier, cookies }: EffectScope,
  session: LoadedSession,
  text: string,
): MaybePromise<Outcome> {
  cookies.assertReaches('saving a new session')
  const record = session.firstRecord(text, policy.clock.now())
  return andThen(carrier.newCredential(cookies.request), (credential) =>
    andThen(policy.store.create(credential.key, record), () => {
      const stored = { ...record, version: 1 }
      session.assignCredential(credential)
      session.stored(stored)
      return issued(credential, stored, record.subject)
    }),
  )
}

/** Writes the session over what is stored, merging with what others wrote meanwhile. */
export function writeSession(
  scope: EffectScope,
  session: LoadedSession,
  text: string,
  options: WriteOptions = {},
): MaybePromise<Outcome> {
  return recover(
    () => write(scope, session, (current) => session.mergedInto(current, text), options),
    (error) => {
      const own =
        error instanceof SessionError && error.code === 'session-gone' ? session.ownSignIn(text) : undefined
      if (own === undefined) throw error
      // A second click on "Sign in": the first one gave the visitor's session a new sid. Whoever has just authenticated
      // gets a session of their own, and nothing of the one that ended.
      session.startAnew()
      return insertSession(scope, session, own)
    },
  )
}

/** Reads, changes and writes in one step: `change` is applied to the newest data until nobody came between. */
export function updateSession(
  scope: EffectScope,
  session: LoadedSession,
  text: string,
  change: (data: Record<string, unknown>) => unknown,
): MaybePromise<Outcome> {
  if (session.record === undefined) return insertSession(scope, session, applyTo(text, change))
  const next = (current: SessionRecord): string => applyTo(session.mergedInto(current, text), change)
  return recover(
    () => write(scope, session, next, {}),
    (error) => retryOnNewest(scope, session, next, error),
  )
}

/** `change` may have refused data that are no longer the newest: it is asked once more, about those. */
function retryOnNewest(
  scope: EffectScope,
  session: LoadedSession,
  next: (current: SessionRecord) => string,
  error: unknown,
): MaybePromise<Outcome> {
  const { credential, record } = session
  const isOurs = error instanceof SessionError && error.code !== 'not-json' && error.code !== 'data-invalid'
  if (isOurs || credential === undefined || record === undefined) throw error
  return andThen(scope.policy.store.read(credential.key), (newest) => {
    if (newest === undefined || isNote(newest)) throw gone()
    if (newest.version === record.version) throw error
    return write(scope, session, next, { newest })
  })
}

function write(
  { policy, carrier, cookies }: EffectScope,
  session: LoadedSession,
  next: (current: SessionRecord) => string,
  { isRotated = false, isRenewed = false, newest }: WriteOptions,
): MaybePromise<Outcome> {
  const { record: loaded, credential, hasOwnLifetime } = session
  if (loaded === undefined || credential === undefined) throw gone()
  if (hasOwnLifetime) cookies.assertReaches('changing how long the cookie lasts')
  if (carrier.holdsRecord) cookies.assertReaches('saving a session that its cookie holds')
  const now = policy.clock.now()
  let moved: Credential | undefined
  const change = {
    key: credential.key,
    loaded,
    newest: newest ?? loaded,
    now,
    next: (current: SessionRecord) => session.nextRecord(current, next(current), now, isRenewed),
    newKey: (record: NewRecord, current: SessionRecord) => {
      // A sign-in by assignment is a sign-in: whoever knew the sid before must not be in the session after it.
      const isSignIn = record.subject !== current.subject && !session.hasNewCredential
      if (!isRotated && !isSignIn) return undefined
      cookies.assertReaches('giving the session a new sid')
      return andThen(carrier.newCredential(cookies.request), (made) => {
        moved = made
        return made.key
      })
    },
  }
  return andThen(compareAndSet(policy.store, change), (record) => {
    if (moved !== undefined) session.assignCredential(moved)
    session.stored(record)
    const written = moved ?? credential
    const isAnothers = record.subject !== loaded.subject
    if (moved !== undefined || hasOwnLifetime || isAnothers || carrier.holdsRecord) {
      return issued(written, record, isAnothers ? record.subject : null)
    }
    return isRenewed ? toRenewed(policy, carrier, written, record) : unchanged(written, record)
  })
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
