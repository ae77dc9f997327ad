import { absent, type Outcome, unchanged, unknown } from '../carrier/outcome.ts'
import { isPubliclyCacheable } from './cache-headers.ts'
import type { ResponseFacts } from './request.ts'
import type { RequestState } from './request-state.ts'

/** All that the browser is to be told: what the effects meant to it, and what follows for a place that it came from. */
export function finalOutcome(state: RequestState, response: ResponseFacts): Outcome {
  const outcome = state.outcome ?? (state.policy.announce === false ? unknown : knowledge(state))
  const { origin } = state.load
  if (origin === undefined) return outcome
  const { session } = state
  const isKept = origin.sid !== undefined && session?.credential?.sid === origin.sid
  if (!isKept || outcome.change === 'ended') {
    // Another sid, or none: the old cookie leads nowhere any more.
    origin.remove()
    return { ...outcome, alsoClear: origin.clear }
  }
  // As with a renewal nobody asked for: a cookie in a cache would sign strangers in.
  const isImplicit = outcome.change === 'issued' && !session?.isRead
  return isImplicit && isPubliclyCacheable(response)
    ? { ...outcome, change: 'unchanged', cookie: 'none' }
    : outcome
}

/** What is known of a session that no effect has changed. */
function knowledge({ load, cookies, session, isLate, holding }: RequestState): Outcome {
  if (load.status === 'failed') return unknown
  if (load.status !== 'loaded') return cookies.values.length === 0 ? absent : unknown
  // The browser may have a session that a late request knows nothing of.
  if (session?.record === undefined) return isLate ? unknown : absent
  return session.credential === undefined || holding === 'unset'
    ? unknown
    : unchanged(session.credential, session.record)
}
