import { crypto } from '#crypto'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'

/** What a browser and the store know a session by. */
export interface Credential {
  /** What the cookie names the session by. */
  readonly sid: string
  /** What the store keeps it under, from which the sid does not follow: a leaked store signs nobody in. */
  readonly key: string
}

/** The credential that belongs to a sid. */
export function toCredential(sid: string): MaybePromise<Credential> {
  const key = crypto.sha256(sid)
  return isPromise(key) ? key.then((made) => ({ sid, key: made })) : { sid, key }
}
