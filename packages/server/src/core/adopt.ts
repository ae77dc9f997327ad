import { andThen, type MaybePromise, recover } from '../maybe-promise.ts'
import type { SessionRecord } from '../store/store.ts'
import type { Adoption } from './adoption.ts'
import { isPubliclyCacheable } from './cache-headers.ts'
import { toText } from './data-text.ts'
import { type Credential, type Found, find, toCredential } from './lookup.ts'
import { insecureConnection } from './refusals.ts'
import type { ResponseFacts } from './request.ts'
import type { RequestState } from './request-state.ts'

/**
 * For so long after a session was taken over, its old cookie still leads to it: requests that left the browser together
 * come one after another, and the first of those that bring the new cookie removes the old record. Milliseconds.
 */
const grace = 60_000

/** The session of this request; where it has none of ours, the one that express-session began for this browser. */
export function findOrAdopt(state: RequestState, adoption: Adoption): MaybePromise<Found | undefined> {
  const { policy, request } = state
  return andThen(find(state.cookies(), policy), (found) =>
    andThen(adoption.sidIn(request.cookieHeader), (oldSid) => {
      if (oldSid === undefined) return found
      return found === undefined ? adopt(state, adoption, oldSid) : retire(state, adoption, oldSid, found)
    }),
  )
}

/** The browser has the new cookie now: the old session has done its service. Tried again with the next request if it fails. */
function retire(
  state: RequestState,
  adoption: Adoption,
  oldSid: string,
  found: Found,
): MaybePromise<Found | undefined> {
  const removed = recover<void>(
    () =>
      andThen(adoption.remove(oldSid), () => {
        state.mustClearAdopted = true
      }),
    () => {},
  )
  return andThen(removed, () => found)
}

function adopt(state: RequestState, adoption: Adoption, oldSid: string): MaybePromise<Found | undefined> {
  const { policy } = state
  // One new sid for one old one: requests that come together, to whichever process, meet in one session. No sid of
  // ours holds a space, so nobody can have this signed as a cookie.
  const credential = andThen(policy.signers[0].sign(`adopt ${oldSid}`), toCredential)
  return andThen(credential, (made) =>
    andThen(policy.store.read(made.key), (known) => {
      if (known !== undefined && policy.clock.now() - known.createdAt < grace) {
        return take(state, oldSid, made, known)
      }
      return andThen(adoption.read(oldSid), (data) => {
        if (data === undefined) return undefined
        const record = known ?? create(state, made, data)
        return andThen(record, (stored) => take(state, oldSid, made, stored))
      })
    }),
  )
}

function take(state: RequestState, oldSid: string, { sid, key }: Credential, record: SessionRecord): Found {
  state.adopted = { oldSid, newSid: sid }
  state.isCookieDue = true
  return { sid, key, record }
}

function create(
  state: RequestState,
  { key }: Credential,
  data: Record<string, unknown>,
): MaybePromise<SessionRecord> {
  const { policy, cookiePolicy, request } = state
  if (cookiePolicy.isSecureRequired && !request.isSecure)
    throw insecureConnection('taking a session over from express-session')
  const record = state.toStay(undefined).firstRecord(toText(data), policy.clock.now())
  return recover<SessionRecord>(
    () => andThen(policy.store.create(key, record), () => ({ ...record, version: 1 })),
    (error) =>
      // Another request may have been faster.
      andThen(policy.store.read(key), (known) => {
        if (known === undefined) throw error
        return known
      }),
  )
}

/**
 * What is left to do before the headers leave: a session that was given another sid, ended or replaced in the very request
 * that took it over must not be found under its old cookie again.
 */
export function settleAdopted(state: RequestState, response?: ResponseFacts): MaybePromise<void> {
  const { adopted, policy, stay } = state
  if (adopted === undefined || policy.adoption === undefined) return
  const isKept = state.fate !== 'destroyed' && stay?.credential?.sid === adopted.newSid
  if (!isKept) {
    return andThen(policy.adoption.remove(adopted.oldSid), () => {
      state.adopted = undefined
      state.mustClearAdopted = true
    })
  }
  // As with a renewal nobody asked for: a cookie in a cache would sign strangers in.
  if (stay?.isRead !== true && response !== undefined && isPubliclyCacheable(response))
    state.isCookieDue = false
}
