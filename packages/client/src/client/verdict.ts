import type { SessionClientError } from '../errors.ts'
import { backOff } from '../http/back-off.ts'
import { reasonOf } from '../state/reason.ts'
import type { ActiveState, EndReason, NoneState, StateFields } from '../state/state.ts'
import { afterEnd, afterFailure, afterView } from '../state/transition.ts'
import { type Answer, boundsOf, phaseAt } from '../time/bounds.ts'
import type { Change, SessionKnowledge } from './session-knowledge.ts'

interface VerdictContext {
  /** The session was ended on request of this client. */
  readonly isEnd: boolean
  /** Why the session ended that the last document of this tab showed. */
  readonly left: EndReason | undefined
  readonly warnBefore: number
}

/** What is known after an answer that counts, when it is received. */
export function afterVerdict<Data>(
  known: SessionKnowledge<Data>,
  answer: Answer<Data>,
  { isEnd, left, warnBefore }: VerdictContext,
): Change<Data> & { readonly state: ActiveState<Data> | NoneState } {
  const { view, sentAt, receivedAt: now } = answer
  const bounds = boundsOf(answer, warnBefore)
  const {
    state: previous,
    bounds: [, verifyAt],
  } = known
  const isNone = view.status === 'none'
  const state = isNone
    ? afterEnd(previous, reasonOf(previous, view.reason, isEnd, !!verifyAt && now >= verifyAt, left))
    : afterView(view, phaseAt(now, bounds))
  const { phase = 'steady' }: StateFields = state
  const overs = phase === 'verifying' ? known.overs + 1 : 0
  return {
    state,
    bounds,
    overs,
    isSure: true,
    isOld: false,
    failures: 0,
    askedAt: Math.max(known.askedAt, sentAt),
    endedAt: Math.max(known.endedAt, (isNone && view.now) || 0),
    refused: isNone ? NaN : known.refused,
    hasEnded: known.hasEnded || (isNone && known.shown.status === 'active'),
    ...(phase === 'steady'
      ? { cause: 'warning', askAt: bounds[0] }
      : // A server whose sessions are over as it answers must be asked less and less.
        { cause: 'deadline', askAt: Math.max(bounds[2], now + Math.min(60_000, 250 * overs ** 2)) }),
  }
}

/** What is known after a question that got no answer that counts. */
export function afterError<Data>(
  known: SessionKnowledge<Data>,
  error: SessionClientError,
  now: number,
): Change<Data> {
  const failures = known.failures + 1
  return {
    state: afterFailure(known.state, error),
    failures,
    cause: 'retry',
    askAt: now + backOff(failures, error),
  }
}

/** What is known after a tab or response said that the session ended or was replaced: earlier requests no longer count. */
export function afterDoubt<Data>({ state }: SessionKnowledge<Data>, now: number): Change<Data> {
  return { state: { ...state, stale: true }, askedAt: now, isOld: true }
}

/**
 * Whether a view is older than what is known: a lagging replica answered it, or a cache what was true before an end.
 * `endedAt`: when that session ended as another tab left word, on the server's clock.
 */
export function isOutdated(
  { state, endedAt: lastEndedAt, refused }: SessionKnowledge<unknown>,
  view: Answer<unknown>['view'],
  endedAt: number,
): boolean {
  if (view.status === 'none') return false
  const { id, version, now } = view
  const isOlder = state.status === 'active' && state.id === id && version < state.version
  return isOlder || (now < Math.max(lastEndedAt, endedAt) && !(now > refused))
}

/** What somebody else saw of a renewal. */
export interface Renewal {
  /** Milliseconds that the session got. */
  readonly maxAge: number
  readonly version: number
  /** On the server's clock. */
  readonly expiresAt: number
}

/**
 * The answer that a renewal on somebody's word, asked for at `saidAt`, amounts to, within the limits of the session, which never ends earlier for
 * that; none where the word changes nothing.
 */
export function extend<Data>(
  { state, bounds: [, verifyAt], isOld, isSure }: SessionKnowledge<Data>,
  { maxAge, version, expiresAt }: Renewal,
  saidAt: number,
  now: number,
): Answer<Data> | undefined {
  // A clock that was set since cannot tell how old a message is, and nobody but the server settles a doubt.
  if (state.status !== 'active' || version < state.version || isOld || !isSure) return
  const sentAt = Math.min(now, saidAt)
  const by = Math.min(
    Math.min(sentAt + maxAge, now + state.originalMaxAge) - verifyAt,
    (state.endsAt ?? Infinity) - state.expiresAt,
  )
  if (!(by > 0)) return
  const later = state.expiresAt + by
  return {
    // Not the version, which only the server's answers are measured by.
    view: {
      ...state,
      maxAge: verifyAt + by - sentAt,
      expiresAt: Math.abs(expiresAt - later) < 1000 ? expiresAt : later,
      now: 0,
    },
    sentAt,
    receivedAt: now,
  }
}
