import { dueAt, type KeepAlivePolicy } from '../activity/due.ts'
import { type SessionState, type StateFields, unknownState } from '../state/state.ts'
import type { SessionKnowledge } from './session-knowledge.ts'

/** How long a verdict may take until what is shown counts as old, and a renewal until it is tried again. */
export const patience = 5_000

/** What a plan depends on: what is known, and how things are on the page. */
export interface Facts<Data> extends SessionKnowledge<Data> {
  readonly now: number
  readonly isVisible: boolean
  /** Whether a person just did something. */
  readonly isActivity: boolean
  /** For whom the session is kept alive now. */
  readonly keepAlive: readonly KeepAlivePolicy[]
  readonly overdue?: 'keep' | 'hide' | undefined
}

/** What is to be done now, and when to plan again. */
export interface Plan<Data> {
  readonly state: SessionState<Data>
  readonly sureAt: number
  /** Renew the session, for whom. */
  readonly touch: KeepAlivePolicy | false
  /** Ask the server; or wait until the page is seen. */
  readonly ask: 'now' | 'later' | false
  /** Times at which there may be something to do again; those that are over do not count. */
  readonly wakeAt: readonly number[]
}

export function plan<Data>(facts: Facts<Data>): Plan<Data> {
  const { bounds, now } = facts
  let { state } = facts
  const [warnAt, verifyAt] = bounds
  const { id, phase }: StateFields = state
  const sureAt = phase === 'verifying' ? facts.sureAt : now
  const isOver = !!id && (!facts.isSure || now >= verifyAt)
  if (state.status === 'active' && (isOver || now >= warnAt)) {
    const isWarned = now < facts.answeredAt + patience
    const stale = state.stale || now >= sureAt + patience
    state =
      facts.overdue === 'hide' && now >= verifyAt + 30_000
        ? { ...unknownState, stale }
        : { ...state, phase: isOver ? 'verifying' : isWarned ? 'expiring' : state.phase, stale }
  }
  const dueFor = (policy: KeepAlivePolicy): number =>
    facts.keepAlive.includes(policy) ? dueAt(policy, state, bounds) : Infinity
  const isDue = facts.askAt <= now
  const touch =
    now >= facts.triedAt + patience &&
    (!facts.failures || isDue) &&
    (dueFor('open') <= now ? 'open' : facts.isActivity && dueFor('active') <= now && 'active')
  const ask = isDue && (facts.isVisible ? 'now' : !state.stale && 'later')
  // It will be asked when the page is seen again.
  if (ask === 'later') state = { ...state, stale: true }
  return {
    state,
    sureAt,
    touch,
    ask,
    wakeAt: [
      ...bounds,
      facts.askAt,
      verifyAt + 30_000,
      dueFor('open'),
      (touch ? now : facts.triedAt) + patience,
      isOver ? sureAt + patience : 0,
      // Timers stand still in sleep and tell nobody: the clocks are compared as long as a session depends on them.
      verifyAt && facts.isVisible ? now + 2000 : 0,
    ],
  }
}
