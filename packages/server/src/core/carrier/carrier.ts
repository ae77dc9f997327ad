import type { MaybePromise } from '../../maybe-promise.ts'
import type { Lifetime, SessionRecord, Touched } from '../../store/store.ts'
import type { Policy } from '../options/policy.ts'
import type { RequestCookies } from './request-cookies.ts'
import type { SessionRequest } from './session-request.ts'

/** What a browser and the store know a session by. */
export interface Credential {
  /** What the cookie names the session by. */
  readonly sid: string
  /** What the store keeps it under, from which the sid does not follow: a leaked store signs nobody in. */
  readonly key: string
}

/** A credential with the live record behind it, which may be the note of a rotation. */
export interface Found extends Credential {
  readonly record: SessionRecord
  /** Which of the request's cookies led to it; -1: none of ours. */
  readonly position: number
  /** Where the session was before, if the browser still has the cookie of that. */
  readonly origin: Origin | undefined
}

/** There is no session, and the browser has a cookie of another place where none is any more either. */
export interface NotFound {
  readonly record: undefined
  readonly origin: Origin
}

/** A place that sessions are taken over from. */
export interface Origin {
  /** The sid that the session goes on under here; with another, or none, what leads to the old place is of no use any more. */
  readonly sid: string | undefined
  /** The `Set-Cookie` headers that take the old cookie back. */
  readonly clear: readonly string[]
  /** Removes what is left in the old place, some time. Never fails. */
  remove(): void
}

/**
 * What a request brings, as far as that shows without a look into the store. `fresh`: one cookie, whose session was renewed
 * so lately that nothing is due. `one`: one cookie. `several`: which of them is live, or whether one is, only a load can
 * tell. `foreign`: a session that was begun elsewhere, which a load takes over.
 */
export type Carried = 'nothing' | 'fresh' | 'one' | 'several' | 'foreign'

/**
 * What has become of a request's session, as far as its browser can be told. `unknown`: nothing is known of it, or nothing
 * may be said. `absent`: there is none. `unchanged`: it goes on as it was. `renewed`: its idle timeout began anew. `issued`:
 * the browser has to get a cookie for it. `ended`: by this request. `gone`: not by this request.
 */
export type Change = 'unknown' | 'absent' | 'unchanged' | 'renewed' | 'issued' | 'ended' | 'gone'

interface Told {
  readonly change: Change
  /** Whose session began by this: one more of those that the subject may have; `null`: nobody's. */
  readonly signedIn: string | null
  /** Another cookie to take back, as `Set-Cookie` headers. */
  readonly alsoClear: readonly string[] | undefined
}

/** The cookie is to be set: for a session that is stored. */
export interface Sending extends Told {
  readonly cookie: 'send'
  readonly credential: Credential
  /** The session as the store has it: the whole record, or its lifetime where it was renewed without being read. */
  readonly stored: SessionRecord | Touched
}

interface NotSending extends Told {
  readonly cookie: 'none' | 'clear'
  readonly credential: Credential | undefined
  readonly stored: SessionRecord | Touched | undefined
}

/** What an effect on the store means to the browser. All that the response's headers are made of. */
export type Outcome = Sending | NotSending

/**
 * How sessions travel between a browser and this server; one for all requests of an app. The engine knows no other way to a
 * session and back: a carrier whose cookie is a sid asks the store for the record, one whose cookie holds the whole session
 * has it in hand, finds it without a store, and sets the cookie from the record in the outcome.
 */
export interface SessionCarrier {
  /**
   * Whether the cookie holds the whole session: then nothing is kept until the browser gets a cookie, and every effect asks
   * first whether the response can still set one.
   */
  readonly holdsRecord: boolean
  /** The session that the request's cookies lead to. Rejects when the store fails. */
  find(cookies: RequestCookies, policy: Policy): MaybePromise<Found | NotFound | undefined>
  /** What the request brings. Asks no store and verifies nothing. */
  glance(cookies: RequestCookies, now: number): Carried
  /** The credential of a request that brings `one`; `undefined`: forged, cut, or not ours. Asks no store. */
  open(cookies: RequestCookies): MaybePromise<Credential | undefined>
  /** A credential for a session that is to get one, or another. Throws `option-invalid` when the app's `genid` made none. */
  newCredential(request: SessionRequest): MaybePromise<Credential>
  /** Notes that the session of the request was renewed, and its lifetime since. */
  noteRenewal(cookies: RequestCookies, lifetime: Lifetime): void
  /** The `Set-Cookie` headers for a session; `maxAge` milliseconds, or as long as the browser (`undefined`). */
  toSetCookie(
    cookies: RequestCookies,
    outcome: Sending,
    maxAge: number | undefined,
  ): MaybePromise<readonly string[]>
  /** The `Set-Cookie` headers by which the browser forgets the session. */
  clear(cookies: RequestCookies): readonly string[]
}
