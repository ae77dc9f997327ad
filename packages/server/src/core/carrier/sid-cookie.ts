import { crypto } from '#crypto'
import { isSigned, splitSignedId } from '../../cookie/signed-id.ts'
import { andThen, isPromise, type MaybePromise } from '../../maybe-promise.ts'
import type { SessionRecord } from '../../store/store.ts'
import type { Policy } from '../options/policy.ts'
import { isNote } from './rotation-note.ts'

/** A sid that we signed, and the key it is stored under. */
export interface Credential {
  readonly sid: string
  readonly key: string
}

/** A credential with the live record behind it, which may be the note of a rotation. */
export interface Found extends Credential {
  readonly record: SessionRecord
}

/** The store never learns the sid: a leaked store signs nobody in. */
export function toCredential(sid: string): MaybePromise<Credential> {
  const key = crypto.sha256(sid)
  return isPromise(key) ? key.then((made) => ({ sid, key: made })) : { sid, key }
}

/** The credential in one cookie value; `undefined`: forged, cut, or not ours. */
export function toCredentialFrom(value: string, policy: Policy): MaybePromise<Credential | undefined> {
  const signed = splitSignedId(value)
  if (signed === undefined) return undefined
  const { signers, knownSignatures } = policy
  return andThen(toCredential(signed.sid), (credential) => {
    if (knownSignatures.has(credential.key, signed.signature)) return credential
    return andThen(isSigned(signed, signers), (isGood) => {
      if (!isGood) return undefined
      knownSignatures.add(credential.key, signed.signature)
      return credential
    })
  })
}

/**
 * The first of the cookies with a good signature and a live record; where none has one, the first that leads to a note of a
 * rotation. Rejects when the store fails.
 */
export function find(
  values: readonly string[],
  policy: Policy,
  first: number = 0,
): MaybePromise<Found | undefined> {
  const value = values[first]
  if (value === undefined) return undefined
  const credential = toCredentialFrom(value, policy)
  const found = isPromise(credential)
    ? credential.then((made) => read(made, policy))
    : read(credential, policy)
  // The usual case, one live cookie, answers without a closure.
  if (isPromise(found)) return found.then((live) => settle(live, values, policy, first))
  return settle(found, values, policy, first)
}

function settle(
  found: Found | undefined,
  values: readonly string[],
  policy: Policy,
  first: number,
): MaybePromise<Found | undefined> {
  if (found !== undefined && !isNote(found.record)) return found
  const later = find(values, policy, first + 1)
  return found === undefined ? later : andThen(later, (live) => live ?? found)
}

function read(credential: Credential | undefined, policy: Policy): MaybePromise<Found | undefined> {
  if (credential === undefined) return undefined
  const { sid, key } = credential
  const record = policy.store.read(key)
  if (isPromise(record)) return record.then((live) => live && { sid, key, record: live })
  return record && { sid, key, record }
}
