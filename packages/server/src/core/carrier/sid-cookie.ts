import { crypto } from '#crypto'
import { KnownSignatures } from '../../cookie/known-signatures.ts'
import { clearCookie, setCookie } from '../../cookie/set-cookie.ts'
import { fitsCookie, isSigned, signId, splitSignedId } from '../../cookie/signed-id.ts'
import { andThen, isPromise, type MaybePromise } from '../../maybe-promise.ts'
import type { Lifetime, SessionStore } from '../../store/store.ts'
import { optionError } from '../options/option-error.ts'
import type { Policy } from '../options/policy.ts'
import type { Credential, Found, SessionCarrier } from './carrier.ts'
import { freshUntil } from './lifetime.ts'
import { isNote } from './rotation-note.ts'
import { touchThrottle } from './touch-throttle.ts'

/** The carrier of stored sessions: a cookie with a signed sid, whose hash is the key in the store. */
export function sidCookie(policy: Policy): SessionCarrier {
  const { signers, clock } = policy
  const throttle = touchThrottle()
  const known = new KnownSignatures()

  function openValue(value: string): MaybePromise<Credential | undefined> {
    const signed = splitSignedId(value)
    if (signed === undefined) return undefined
    return andThen(toCredential(signed.sid), (credential) => {
      if (known.has(credential.key, signed.signature)) return credential
      return andThen(isSigned(signed, signers), (isGood) => {
        if (!isGood) return undefined
        known.add(credential.key, signed.signature)
        return credential
      })
    })
  }

  /** The first from `position` on with a live record; where none has one, the first that leads to a note of a rotation. */
  function findFrom(
    position: number,
    values: readonly string[],
    store: SessionStore,
  ): MaybePromise<Found | undefined> {
    const value = values[position]
    if (value === undefined) return undefined
    const credential = openValue(value)
    const found = isPromise(credential)
      ? credential.then((made) => read(made, position, store))
      : read(credential, position, store)
    // The usual case, one live cookie, answers without a closure.
    if (isPromise(found)) return found.then((live) => orLater(live, position, values, store))
    return orLater(found, position, values, store)
  }

  function orLater(
    found: Found | undefined,
    position: number,
    values: readonly string[],
    store: SessionStore,
  ): MaybePromise<Found | undefined> {
    if (found !== undefined && !isNote(found.record)) return found
    const later = findFrom(position + 1, values, store)
    return found === undefined ? later : andThen(later, (live) => live ?? found)
  }

  function noteFresh(value: string, lifetime: Lifetime): void {
    throttle.note(value, freshUntil(lifetime, policy.touchAfter(lifetime.idleTimeout), clock.now()))
  }

  return {
    holdsRecord: false,
    find: ({ values }, { store }) => findFrom(0, values, store),
    glance({ values }, now) {
      const [value] = values
      if (value === undefined) return 'nothing'
      if (values.length > 1) return 'several'
      return throttle.isFresh(value, now) ? 'fresh' : 'one'
    },
    open({ values: [value] }) {
      return value === undefined ? undefined : openValue(value)
    },
    newCredential: ({ raw }) => toCredential(newSid(policy, raw)),
    noteRenewal({ values }, lifetime) {
      const [value] = values
      if (value !== undefined && values.length === 1) noteFresh(value, lifetime)
    },
    toSetCookie: (cookies, { credential, stored }, maxAge) =>
      andThen(signId(credential.sid, signers), (value) => {
        noteFresh(value, stored)
        return [setCookie(cookies.name, value, cookies.attributes, maxAge)]
      }),
    clear: (cookies) => [clearCookie(cookies.name, cookies.attributes)],
  }
}

/** The credential that belongs to a sid. */
export function toCredential(sid: string): MaybePromise<Credential> {
  const key = crypto.sha256(sid)
  return isPromise(key) ? key.then((made) => ({ sid, key: made })) : { sid, key }
}

function read(
  credential: Credential | undefined,
  position: number,
  store: SessionStore,
): MaybePromise<Found | undefined> {
  if (credential === undefined) return undefined
  const { sid, key } = credential
  const record = store.read(key)
  if (isPromise(record)) {
    return record.then((live) => live && { sid, key, record: live, position, origin: undefined })
  }
  return record && { sid, key, record, position, origin: undefined }
}

/** The sid of a new session. Throws `option-invalid` when the app's own `genid` made one that cannot be used. */
function newSid(policy: Policy, request: unknown): string {
  if (policy.genid === undefined) return crypto.randomId(24)
  const sid: unknown = policy.genid(request)
  // 128 bits in base64url are 22 characters (OWASP ASVS 7.2.3).
  if (typeof sid !== 'string' || sid.length < 22 || !fitsCookie(sid)) {
    throw optionError(
      'genid',
      typeof sid === 'string' ? `a sid of ${sid.length} characters` : `a sid of type ${typeof sid}`,
      'a function that answers 22 to 1024 printable characters without white space, comma, quote, semicolon or backslash',
    )
  }
  return sid
}
