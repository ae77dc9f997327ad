import type { StateFields } from '../state/state.ts'
import type { Received } from '../tabs/message.ts'
import type { Tombstone } from '../tabs/tombstones.ts'
import type { Answer } from '../time/bounds.ts'
import type { Change, SessionKnowledge } from './session-knowledge.ts'
import { afterDoubt, extend } from './verdict.ts'

/** What is to be made of what others say of the session: other tabs, answers to the app's own requests, cookies. */
export interface Hint<Data> {
  /** What was asked before may be older than what is told. */
  readonly outdates?: boolean
  readonly change?: Change<Data>
  /** It says as much as an answer of the server. */
  readonly answer?: Answer<Data> | undefined
  /** The session has ended. */
  readonly end?: Tombstone | undefined
  /** When to ask the server about it. */
  readonly askAt?: number
}

/** How long the server is spared one more question about a 401. */
const fresh = 10_000
/** How long a change of the cookie waits for what is about to be said of it: by the answer that made it, or another tab. */
const grace = 10

/** What a message of another tab means. `ahead`: by how much the client's time is ahead of the wall clock. */
export function hintOfMessage<Data>(
  known: SessionKnowledge<Data>,
  message: Received,
  now: number,
  ahead: number,
): Hint<Data> {
  const { id, version, at, reason } = message
  const { state, isOld } = known
  if (state.status === 'active' && id === state.id) {
    if (reason) return { end: { reason, now: message.now } }
    if (at) return { answer: extend(known, message, ahead + at, now) }
    return version > state.version ? { askAt: 0 } : {}
  }
  // This tab knew of the sign-in already, and has asked the server since.
  if (id && !reason && isOld) return { askAt: 0 }
  return {
    outdates: true,
    ...(!(reason && state.status === 'none') && { change: afterDoubt(known, now), askAt: 0 }),
  }
}

/**
 * What the answer to a request of the app means, which said the status of the session, its id, and for how many milliseconds
 * it lasts. `sentAt`: when the request was sent; NaN where nobody knows.
 */
export function hintOfAnnouncement<Data>(
  known: SessionKnowledge<Data>,
  status: string,
  id: string | undefined,
  maxAge: number,
  sentAt: number,
  now: number,
): Hint<Data> {
  const { state, askedAt } = known
  const shown: StateFields = state
  if (status !== state.status || id !== shown.id) {
    const askAt = Math.max(now, known.doubtedAt + fresh)
    return askAt < known.askAt ? { change: { doubtedAt: askAt }, askAt } : {}
  }
  // A session that may have ended, or been replaced, is not renewed.
  return state.status === 'active' && state.phase !== 'verifying' && sentAt >= askedAt
    ? { answer: extend(known, { ...state, maxAge }, sentAt, now) }
    : {}
}

/** Whether the marker cookies tell of the session with this `id`; without one, of none. */
function isMarked(markers: string, id: string | undefined): boolean {
  return id ? markers.includes(id) : !markers
}

/** What it means that the marker cookies are these now. */
export function hintOfCookies<Data>(known: SessionKnowledge<Data>, markers: string, now: number): Hint<Data> {
  if (markers === known.markers) return {}
  const change = { markers, hasChanged: true }
  const shown: StateFields = known.state
  // Otherwise the answer to what changed them was faster.
  return isMarked(markers, shown.id) ? { change } : { change: { ...change, isOld: true }, askAt: now + grace }
}

/** What it means that a question was answered: the cookie may have changed hands meanwhile, and not by that answer. */
export function hintOfAnswer<Data>(
  { markers, hasChanged }: SessionKnowledge<Data>,
  { view }: Answer<Data>,
  now: number,
): Hint<Data> {
  return hasChanged && !isMarked(markers, view.id) ? { askAt: now + grace } : {}
}
