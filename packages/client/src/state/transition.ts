import type { SessionView } from '@sojourn/contract'
import type { SessionClientError } from '../errors.ts'
import { reasonOf } from './reason.ts'
import { type Phase, type SessionState, wellKnown } from './state.ts'

/** Whether a view of the same stay is older than what is known: a lagging replica answered. */
export function isOutdated(state: SessionState, view: SessionView): boolean {
  return (
    state.status === 'active' &&
    view.status === 'active' &&
    state.id === view.id &&
    view.version < state.version
  )
}

/**
 * The state after the server's verdict, whose active stay is in `phase`. `isEnded`: the verdict follows a sign-out here or
 * in another tab.
 */
export function afterView<Data>(
  previous: SessionState<Data>,
  view: SessionView<Data>,
  phase: Phase,
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
  const { now: _, maxAge: __, data, ...rest } = view
  return {
    ...rest,
    // Absent without the server's `expose`, and then `Data` says so.
    data: data as Data,
    phase,
    limit: view.expiresAt === view.endsAt ? 'absolute' : 'idle',
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
