import type { SessionRecord, Touched } from '../../store/store.ts'
import type { Change, Credential, Outcome } from './carrier.ts'

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
