import type { SessionClientError } from '../errors.ts'
import { backOff } from '../http/back-off.ts'
import type { Answer } from '../http/send.ts'
import type { Trace } from '../state/events.ts'
import { reasonOf } from '../state/reason.ts'
import type { ActiveState, EndReason, NoneState } from '../state/state.ts'
import type { StateStore } from '../state/store.ts'
import { afterEnd, afterFailure, afterView } from '../state/transition.ts'
import type { EndNote } from '../tabs/end-note.ts'
import { type Bounds, boundsOf, noBounds, phaseAt } from '../time/bounds.ts'

/** What somebody else saw of a renewal: a request sent at `sentAt` got the stay so many milliseconds. */
export interface Renewal {
  readonly sentAt: number
  readonly maxAge: number
  readonly version: number
  /** On the server's clock. */
  readonly expiresAt: number
}

/** What the server said, and how long that holds. Times are the client's. */
export interface Verdicts<Data> {
  bounds: Bounds
  /** Whether the clocks have kept together since the last verdict. */
  isSure: boolean
  /** When the next question is due, and why: once the last answer may be wrong, or after the back-off of a failure. */
  askAt: number
  cause: string
  /** When the last verdict was asked for, or told to be over: what was asked before knows less. */
  askedAt: number
  /** Somebody said that another verdict is due, and it has not come. */
  isOld: boolean
  /** When the last answer to a question came. */
  answeredAt: number
  /** How many questions since the last verdict got none. */
  failures: number
  /** The server's clock at the last end of a stay that is known: an answer from before it is no news. */
  endedAt: number
  /** The server's clock in an answer from before that end, NaN without one: a cache repeats it, a server goes on from there. */
  refused: number
  /** The server's clock in the newest answer. */
  newest: number
  take(answer: Answer<Data>, why: string): void
  /** Takes a renewal on somebody's word, within the limits of the stay; it never ends earlier for that. */
  lengthen(renewal: Renewal, why: string): void
  /** There is no session, on somebody's word; `now`: the server's clock then, as far as that is known. */
  end(reason: EndReason, why: string, now: number): void
  fail(error: SessionClientError): void
}

/** `onVerdict` is called after each change, with what came of a question and why it was asked. */
export function createVerdicts<Data>(
  { get, last, set }: StateStore<Data>,
  now: () => number,
  warnBefore: number,
  note: EndNote,
  onVerdict: (type: Trace['type'], why: string) => void,
): Verdicts<Data> {
  /** How many verdicts in a row came when their time was over. */
  let overs = 0

  function conclude(bounds: Bounds, why: string, state: ActiveState<Data> | NoneState): void {
    overs = state.status === 'active' && state.phase === 'verifying' ? overs + 1 : 0
    const isSteady = state.status === 'none' || state.phase === 'steady'
    Object.assign(verdicts, {
      bounds,
      isSure: true,
      isOld: false,
      failures: 0,
      cause: isSteady ? 'warning' : 'deadline',
      // A server whose stays are over as it answers must be asked less and less.
      askAt: isSteady ? bounds[0] : Math.max(bounds[2], now() + Math.min(60_000, 250 * overs ** 2)),
    })
    set(state)
    onVerdict(state.status, why)
  }
  const verdicts: Verdicts<Data> = {
    bounds: noBounds,
    isSure: true,
    isOld: false,
    askAt: 0,
    cause: 'start',
    askedAt: -Infinity,
    answeredAt: -Infinity,
    failures: 0,
    endedAt: 0,
    refused: NaN,
    newest: 0,
    take(answer, why) {
      const { view, sentAt } = answer
      const left = get().status === 'unknown' ? note.take() : undefined
      verdicts.askedAt = Math.max(verdicts.askedAt, sentAt)
      verdicts.newest = Math.max(verdicts.newest, view.now)
      if (view.status === 'none') {
        const isOver = !!verdicts.bounds[1] && now() >= verdicts.bounds[1]
        verdicts.end(reasonOf(get(), view.reason, why === 'delete', isOver, left), why, view.now)
      } else {
        const bounds = boundsOf(answer, warnBefore)
        conclude(bounds, why, afterView(view, phaseAt(now(), bounds)))
      }
    },
    lengthen({ sentAt: saidAt, maxAge, version, expiresAt }, why) {
      const sentAt = Math.min(now(), saidAt)
      const state = get()
      // A clock that was set since cannot tell how old a message is, and nobody but the server settles a doubt.
      const isDoubtful = verdicts.isOld || !verdicts.isSure
      if (state.status !== 'active' || version < state.version || isDoubtful) return
      const { originalMaxAge, endsAt } = state
      const verifyAt = verdicts.bounds[1]
      const until = Math.min(sentAt + maxAge, now() + originalMaxAge)
      const by = Math.min(until - verifyAt, (endsAt ?? Infinity) - state.expiresAt)
      if (!(by > 0)) return
      const later = state.expiresAt + by
      // Not the version, which only the server's answers are measured by.
      const view = {
        ...state,
        maxAge: verifyAt + by - sentAt,
        expiresAt: Math.abs(expiresAt - later) < 1000 ? expiresAt : later,
        now: 0,
      }
      verdicts.take({ view, sentAt, receivedAt: now() }, why)
    },
    end(reason, why, now) {
      if (now > verdicts.endedAt) verdicts.endedAt = now
      verdicts.refused = NaN
      if (last().status === 'active') note.leave(reason, true)
      conclude(noBounds, why, afterEnd(get(), reason))
    },
    fail(error) {
      if (error.code === 'aborted') return
      verdicts.cause = 'retry'
      verdicts.askAt = now() + backOff(++verdicts.failures, error)
      set(afterFailure(get(), error))
      onVerdict('failure', error.code)
    },
  }
  return verdicts
}
