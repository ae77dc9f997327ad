import { SessionError } from '../../errors.ts'
import { andThen, isPromise, type MaybePromise, recover } from '../../maybe-promise.ts'
import type { NewRecord, SessionRecord } from '../../store/store.ts'
import { insecureConnection } from '../carrier/errors.ts'
import { isNote } from '../carrier/rotation-note.ts'
import { type Credential, type Found, find, toCredential } from '../carrier/sid-cookie.ts'
import type { Policy } from '../options/policy.ts'
import { toText } from '../record/data-text.ts'
import { firstRecord } from '../record/next-record.ts'
import { parseData } from '../record/record-data.ts'
import { isPubliclyCacheable } from '../request/cache-headers.ts'
import type { ResponseFacts } from '../request/request.ts'
import type { RequestState } from '../request/request-state.ts'
import { limitSessions } from '../write/limit-sessions.ts'
import type { Adoption, OldSession, TakenOver } from './old-sessions.ts'

// One old sid becomes one new sid. Once it has, the old record is marked as taken, without its data, until the browser
// comes with the new cookie; then it is removed. So what ended here is never taken over again, whatever cookie comes back.

/**
 * For so long after a session was taken over, its old cookie leads to it although the old record is gone: requests that
 * left the browser together come one after another, and one of them may bring the new cookie already. Milliseconds.
 */
const grace = 60_000

/** The session of this request; where it has none of ours, the one that express-session began for this browser. */
export function findOrAdopt(state: RequestState, adoption: Adoption): MaybePromise<Found | undefined> {
  return andThen(find(state.cookies(), state.policy), (found) =>
    andThen(adoption.sidIn(state.request.cookieHeader), (oldSid) => {
      if (oldSid === undefined) return found
      return andThen(andThen(adoption.newSid(oldSid), toCredential), (made) =>
        found === undefined
          ? takeOver(state, adoption, oldSid, made)
          : besideOurs(state, adoption, oldSid, made, found),
      )
    }),
  )
}

/** The browser brings both cookies. */
function besideOurs(
  state: RequestState,
  adoption: Adoption,
  oldSid: string,
  made: Credential,
  found: Found,
): MaybePromise<Found | undefined> {
  const forget = (): Found => {
    adoption.remove(oldSid)
    state.mustClearAdopted = true
    return found
  }
  if (found.sid === made.sid) return forget()
  const old = recover<OldSession | undefined>(
    () => adoption.read(oldSid),
    () => undefined,
  )
  return andThen(old, (session) => {
    if (session?.status === 'taken') return forget()
    // Begun by express-session after ours, as after a roll-back: who is signed in there stays it. Without the option
    // `subject` nobody can tell whether ours is signed in, and a planted cookie must not take its place.
    const isNobodys = state.policy.subject !== undefined && found.record.subject === null
    if (session === undefined || !isNobodys || isNote(found.record)) return found
    return andThen(takeOver(state, adoption, oldSid, made), (taken) => taken ?? found)
  })
}

function takeOver(
  state: RequestState,
  adoption: Adoption,
  oldSid: string,
  made: Credential,
): MaybePromise<Found | undefined> {
  const { underWay } = adoption
  const record = underWay.get(made.key) ?? adopt(state, adoption, oldSid, made)
  if (isPromise(record) && !underWay.has(made.key)) {
    const done = (): boolean => underWay.delete(made.key)
    record.then(done, done)
    underWay.set(made.key, record)
  }
  return andThen(record, (stored) => {
    if (stored === 'left') return undefined
    if (stored === 'gone') {
      state.mustClearAdopted = true
      return undefined
    }
    // It went on under another sid since, which the browser has or is about to get.
    if (isNote(stored)) return { ...made, record: stored }
    state.adopted = { oldSid, newSid: made.sid }
    state.isCookieDue = true
    return { ...made, record: stored }
  })
}

function adopt(
  state: RequestState,
  adoption: Adoption,
  oldSid: string,
  { key }: Credential,
): MaybePromise<TakenOver> {
  const { policy } = state
  return andThen(policy.store.read(key), (ours) => {
    if (ours !== undefined && isNote(ours)) return ours
    return andThen(readOld(state, adoption, oldSid), (old) => {
      if (old === 'left') return old
      if (old === undefined) {
        return ours !== undefined && policy.clock.now() - ours.createdAt < grace ? ours : 'gone'
      }
      if (old.status === 'taken') return ours ?? 'gone'
      return andThen(ours ?? create(state, key, old.data), (record) =>
        record === 'left' ? record : confirm(state, adoption, oldSid, key, record),
      )
    })
  })
}

function readOld(
  { policy }: RequestState,
  adoption: Adoption,
  oldSid: string,
): MaybePromise<OldSession | 'left' | undefined> {
  return recover<OldSession | 'left' | undefined>(
    () => adoption.read(oldSid),
    (error) => leave(policy, error),
  )
}

/** Data that cannot be ours are left alone, and told: an error would lock the browser out of every page. */
function leave({ onEvent }: Policy, error: unknown): 'left' {
  if (!(error instanceof SessionError) || error.code === 'store-unavailable') throw error
  onEvent?.({ type: 'not-adopted', error })
  return 'left'
}

/** Marks the old session as taken, if it is still there: who signed out meanwhile stays signed out. */
function confirm(
  { policy }: RequestState,
  adoption: Adoption,
  oldSid: string,
  key: string,
  record: SessionRecord,
): MaybePromise<TakenOver> {
  return andThen(adoption.read(oldSid), (old) => {
    if (old?.status === 'live') return andThen(adoption.markTaken(oldSid, old.cookie), () => record)
    // Another process has taken it over: into this record, or into one that has ended since.
    if (old?.status === 'taken') return andThen(policy.store.read(key), (ours) => ours ?? 'gone')
    return andThen(policy.store.delete(key), () => 'gone' as const)
  })
}

function create(
  state: RequestState,
  key: string,
  data: Record<string, unknown>,
): MaybePromise<SessionRecord | 'left'> {
  const { policy, cookiePolicy, request } = state
  if (cookiePolicy.isSecureRequired && !request.isSecure)
    throw insecureConnection('taking a session over from express-session')
  const record = recordOf(state, data)
  if (record === 'left') return record
  return recover<SessionRecord>(
    () =>
      andThen(policy.store.create(key, record), () =>
        andThen(limitSessions(policy, key, record.subject), () => ({ ...record, version: 1 })),
      ),
    (error) =>
      // Another process may have been faster.
      andThen(policy.store.read(key), (known) => {
        if (known === undefined) throw error
        return known
      }),
  )
}

function recordOf(state: RequestState, data: Record<string, unknown>): NewRecord | 'left' {
  const { policy } = state
  try {
    const text = toText(parseData(toText(data), policy))
    return firstRecord({ policy, cookie: state.cookiePolicy }, text, policy.clock.now())
  } catch (error) {
    return leave(policy, error)
  }
}

/** Before the headers leave: what the request that took a session over did with it. */
export function settleAdopted(state: RequestState, adoption: Adoption, response: ResponseFacts): void {
  const { adopted, stay } = state
  if (adopted === undefined) return
  const isKept = !state.hasEnded && stay?.credential?.sid === adopted.newSid
  if (!isKept) {
    // Another sid, or none: the old cookie leads nowhere any more.
    adoption.remove(adopted.oldSid)
    state.mustClearAdopted = true
  } else if (stay?.isRead !== true && isPubliclyCacheable(response)) {
    // As with a renewal nobody asked for: a cookie in a cache would sign strangers in.
    state.isCookieDue = false
  }
}
