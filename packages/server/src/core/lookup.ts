import { crypto } from '#crypto'
import { openSignedId } from '../cookie/signed-id.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { SessionRecord } from '../store/store.ts'
import type { Policy } from './policy.ts'

/** A sid that we signed, and the key it is stored under. */
export interface Credential {
  readonly sid: string
  readonly key: string
}

/** A credential with the live record behind it. */
export interface Found extends Credential {
  readonly record: SessionRecord
}

/** The store never learns the sid: a leaked store signs nobody in. */
export function toCredential(sid: string): MaybePromise<Credential> {
  return andThen(crypto.sha256(sid), (key) => ({ sid, key }))
}

/** The credential in one cookie value; `undefined`: forged, cut, or not ours. */
export function toCredentialFrom(value: string, policy: Policy): MaybePromise<Credential | undefined> {
  return andThen(openSignedId(value, policy.signers), (sid) =>
    sid === undefined ? undefined : toCredential(sid),
  )
}

/** The first of the cookies with a good signature and a live record. Rejects when the store fails. */
export function find(values: readonly string[], policy: Policy): MaybePromise<Found | undefined> {
  const tryFrom = (index: number): MaybePromise<Found | undefined> => {
    const value = values[index]
    if (value === undefined) return undefined
    return andThen(toCredentialFrom(value, policy), (credential) => {
      if (credential === undefined) return tryFrom(index + 1)
      return andThen(policy.store.read(credential.key), (record) =>
        record === undefined ? tryFrom(index + 1) : { ...credential, record },
      )
    })
  }
  return tryFrom(0)
}
