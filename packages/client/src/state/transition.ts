import type { ActiveView } from '@sojourn/contract'
import type { SessionClientError } from '../errors.ts'
import {
  type ActiveState,
  type EndReason,
  type NoneState,
  type Phase,
  type SessionState,
  wellKnown,
} from './state.ts'

/** The state without a session. */
export function afterEnd({ error }: SessionState, reason: EndReason): NoneState {
  return {
    status: 'none',
    reason,
    ...wellKnown,
    // Only a session proves that the browser keeps the cookie after all.
    ...(error?.code === 'cookie-not-kept' && { error }),
  }
}

/** The state of an active stay in `phase`, as the server sees it, or as it is known to have been renewed. */
export function afterView<Data>(
  view: ActiveView<Data> & Partial<ActiveState<Data>>,
  phase: Phase,
): ActiveState<Data> {
  const { now: _, maxAge: __, error: ___, data, ...rest } = view
  return {
    ...rest,
    // Absent without the server's `expose`, and then `Data` says so.
    data: data as Data,
    phase,
    limit: view.endsAt && view.endsAt === view.expiresAt ? 'absolute' : 'idle',
    ...wellKnown,
  }
}

/** The state after a question that got no verdict: what was known stays. */
export function afterFailure<Data>(
  previous: SessionState<Data>,
  error: SessionClientError,
): SessionState<Data> {
  const { code, retryAfter } = error
  const isSame = previous.error?.code === code && previous.error.retryAfter === retryAfter
  return {
    ...previous,
    stale: true,
    connection: code === 'offline' ? 'offline' : 'online',
    // The same trouble again is no news.
    error: isSame ? previous.error : error,
  }
}
