import type { SessionRecord, Touched } from '../../store/store.ts'
import type { Credential } from './credential.ts'

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
  /** Another cookie to take back, as a `Set-Cookie`. */
  readonly alsoClear: string | undefined
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

function withoutSession(change: Change, cookie: 'none' | 'clear'): Outcome {
  return { change, cookie, credential: undefined, stored: undefined, signedIn: null, alsoClear: undefined }
}

export const unknown: Outcome = withoutSession('unknown', 'none')
export const absent: Outcome = withoutSession('absent', 'none')
/** The session that the browser has a cookie of was ended. */
export const ended: Outcome = withoutSession('ended', 'clear')
/** A session was to be ended, and there was none. */
export const endedNothing: Outcome = withoutSession('ended', 'none')
export const gone: Outcome = withoutSession('gone', 'none')

export function unchanged(credential: Credential, stored: SessionRecord): Outcome {
  return { change: 'unchanged', cookie: 'none', credential, stored, signedIn: null, alsoClear: undefined }
}

/** `isSent`: whether the cookie has to live longer too. */
export function renewed(credential: Credential, stored: SessionRecord | Touched, isSent: boolean): Outcome {
  const cookie = isSent ? 'send' : 'none'
  return { change: 'renewed', cookie, credential, stored, signedIn: null, alsoClear: undefined }
}

export function issued(
  credential: Credential,
  stored: SessionRecord,
  signedIn: string | null = null,
): Outcome {
  return { change: 'issued', cookie: 'send', credential, stored, signedIn, alsoClear: undefined }
}

/** The outcome of two effects, one after the other. */
export function combine(earlier: Outcome | undefined, later: Outcome): Outcome {
  if (earlier === undefined) return later
  // What nothing may be said of takes nothing back.
  if (later.change === 'unknown' && earlier.cookie === 'clear') return earlier
  const { change, credential, stored } = later
  // A write under the same cookie, and a renewal of a new session, leave to be said what was to be said.
  const isMinor = change === 'unchanged' || (change === 'renewed' && earlier.change === 'issued')
  if (isMinor && credential !== undefined && stored !== undefined) return { ...earlier, credential, stored }
  return later
}

/** The outcome for a request that came with a sid which was replaced meanwhile: a cookie would sign its browser out. */
export function withheld(outcome: Outcome): Outcome {
  return outcome.cookie === 'clear' ? outcome : { ...outcome, change: 'unknown', cookie: 'none' }
}
