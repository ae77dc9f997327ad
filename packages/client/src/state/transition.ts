import type { ActiveView, SessionView } from '@sojourn/contract'
import type { SessionClientError } from '../errors.ts'
import { reasonOf } from './reason.ts'
import type { SessionState } from './state.ts'

const wellKnown = { connection: 'online', stale: false } as const

/** Milliseconds before the end at which a stay counts as expiring: `warnBefore`, at most a third of the stay. */
export function warnLead({ originalMaxAge }: Pick<ActiveView, 'originalMaxAge'>, warnBefore: number): number {
  return Math.min(warnBefore, originalMaxAge / 3)
}

/** Whether a view of the same stay is older than what is known: a lagging replica answered. */
export function isOutdated(state: SessionState, view: SessionView): boolean {
  return (
    state.status === 'active' &&
    view.status === 'active' &&
    state.id === view.id &&
    view.version < state.version
  )
}

/** The state after the server's verdict. `isEnded`: the verdict follows a sign-out here or in another tab. */
export function afterView<Data>(
  previous: SessionState<Data>,
  view: SessionView<Data>,
  warnBefore: number,
  isEnded: boolean,
): SessionState<Data> {
  if (view.status === 'none') {
    const { error } = previous
    return {
      status: 'none',
      reason: reasonOf(previous, isEnded, view.reason),
      ...wellKnown,
      // Only a session proves that the browser keeps the cookie after all.
      ...(error?.code === 'cookie-not-kept' && { error }),
    }
  }
  const { now: _, maxAge, data, ...rest } = view
  return {
    ...rest,
    // Absent without the server's `expose`, and then `Data` says so.
    data: data as Data,
    phase: maxAge > warnLead(view, warnBefore) ? 'steady' : 'expiring',
    limit: view.endsAt !== null && view.endsAt <= view.expiresAt ? 'absolute' : 'idle',
    ...wellKnown,
  }
}

/** The state after a question that got no verdict: what was known stays. */
export function afterFailure<Data>(
  previous: SessionState<Data>,
  error: SessionClientError,
): SessionState<Data> {
  return {
    ...previous,
    stale: true,
    connection: error.code === 'offline' ? 'offline' : 'online',
    // The same trouble again is no news.
    error: previous.error?.code === error.code ? previous.error : error,
  }
}
