import { andThen, type MaybePromise, recover } from '../../maybe-promise.ts'
import type { SessionRecord } from '../../store/store.ts'
import type { Carried, Outcome } from '../carrier/carrier.ts'
import { touchedAgo } from '../carrier/lifetime.ts'
import { absent, ended, endedNothing, unchanged, unknown, withheld } from '../carrier/outcome.ts'
import { isPubliclyCacheable } from './cache-headers.ts'
import { decide, type Facts, looksAtAll } from './decision.ts'
import type { ResponseFacts } from './request.ts'
import type { RequestState } from './request-state.ts'

/**
 * Brings the store up to date: gathers the facts, decides, and runs the effect, whose outcome the request takes. Before the
 * headers `response` says how it is to leave; before the last byte there is none.
 */
export function commit(state: RequestState, response: ResponseFacts | undefined): MaybePromise<void> {
  const facts = gatherFacts(state, response)
  const { session } = state
  switch (decide(facts, state.policy)) {
    case 'skip':
    case 'unset-keep':
      return
    case 'load':
      return loadAndCommit(state, response)
    case 'create':
    case 'write':
      if (session === undefined) return
      return state.save(session, facts.text, facts.isTouchAsked || facts.isRenewalDue)
    case 'touch':
      // A touch that the handler asked for has to succeed; one of ours never fails a response.
      return facts.isTouchAsked ? state.touch() : touchQuietly(state)
    case 'delete':
      return andThen(state.end(), () => {})
    case 'refuse':
      return state.cookies.assertReaches('saving a new session')
  }
}

/** All that the browser is to be told: what the effects meant to it, and what follows for a place that it came from. */
export function finalOutcome(state: RequestState, response: ResponseFacts): Outcome {
  const outcome = ownOutcome(state, response)
  const { origin } = state.load
  const isKept = origin?.sid !== undefined && state.session?.credential?.sid === origin.sid
  if (origin === undefined || (isKept && outcome.change !== 'ended')) return outcome
  // Another sid, or none: the old cookie leads nowhere any more.
  origin.remove()
  return { ...outcome, alsoClear: origin.clear }
}

function ownOutcome(state: RequestState, response: ResponseFacts): Outcome {
  const { load, session, effects, hasEnded, isLate } = state
  if (state.holding === 'destroyed') return hasEnded ? ended : isLate ? unknown : endedNothing
  // As with a renewal nobody asked for: a cookie in a cache would sign strangers in.
  const isWithheld = load.outcome !== undefined && !session?.isRead && isPubliclyCacheable(response)
  const told = isWithheld ? effects : state.outcome
  // What was stored has gone, and the write that was to begin another session failed.
  const isOver = told?.credential !== undefined && session !== undefined && session.credential === undefined
  const outcome =
    told !== undefined && !isOver ? told : state.policy.announce === false ? unknown : knowledge(state)
  const allowed = isLate ? withheld(outcome) : outcome
  return hasEnded && allowed.cookie === 'none' ? { ...allowed, cookie: 'clear' } : allowed
}

/** What is known of a session that no effect has changed. */
function knowledge({ load, cookies, session }: RequestState): Outcome {
  if (load.status === 'failed') return unknown
  if (load.status !== 'loaded') return cookies.values.length === 0 ? absent : unknown
  if (session?.record === undefined) return absent
  return session.credential === undefined ? unknown : unchanged(session.credential, session.record)
}

interface GatheredFacts extends Facts {
  /** The data, where they were read. */
  readonly text: string
}

function gatherFacts(state: RequestState, response: ResponseFacts | undefined): GatheredFacts {
  const { policy, cookies, holding } = state
  const load = state.load.status
  // Of a session that was given up nothing else is asked.
  const isKept = holding === 'kept'
  const isPending = load === 'idle' || load === 'loading'
  const isActive = response !== undefined && response.isActivity !== false && !state.isPeek
  const isTouchAsked = response !== undefined && state.session?.isTouchAsked === true
  const wasSettled = state.session?.isSettled === true && !isTouchAsked
  const isLookedAt = isKept && isActive && load === 'loaded' && !wasSettled && looksAtAll(policy)
  const session = isLookedAt ? state.currentSession() : state.session
  const isRead = isKept && session !== undefined && (session.isRead || isLookedAt)
  const text = isRead ? session.text() : ''
  const isModified = isRead && session.isModified(text)
  const isSettled = wasSettled && !isModified
  const isStored = session?.record !== undefined
  const carried = isKept && isActive && isPending ? glance(state) : 'nothing'
  const mayBeDue = isKept && !isSettled && isDue(state, session?.record, carried)
  return {
    moment: response === undefined ? 'last-byte' : 'headers',
    holding,
    load,
    carried,
    isActive,
    isRenewalDue: mayBeDue && isActivity(state, response),
    isStored,
    isRead,
    isModified,
    isTouchAsked,
    isSettled,
    canSetCookie: !isRead || isStored || cookies.canSet,
    text,
  }
}

function glance({ carrier, cookies, policy }: RequestState): Carried {
  return carrier.glance(cookies, policy.clock.now())
}

/** Whether the last renewal is long enough ago: of the record, else, as far as that is known, of what the request brings. */
function isDue(state: RequestState, record: SessionRecord | undefined, carried: Carried): boolean {
  if (record === undefined) return carried === 'one' || carried === 'foreign'
  // A cookie that is sent with every response must not name a sid that was replaced meanwhile: the store is asked.
  const { policy, carrier } = state
  if (policy.rolling === 'always') return true
  // Another request has replaced the cookie meanwhile: a renewal of this one would undo what was written there.
  if (carrier.holdsRecord && glance(state) === 'fresh') return false
  return touchedAgo(record, policy.clock.now()) >= policy.touchAfter(record.idleTimeout)
}

/** Whether the request is the person's, and its response one that may carry a renewed cookie. */
function isActivity({ isPeek, policy, cookies }: RequestState, response: ResponseFacts | undefined): boolean {
  if (response === undefined || isPeek || response.isActivity === false || policy.rolling === false)
    return false
  if (isPubliclyCacheable(response)) return false
  return policy.activity === undefined || policy.activity(cookies.request.raw)
}

function touchQuietly(state: RequestState): MaybePromise<void> {
  return recover(
    () => state.touch(),
    () => {},
  )
}

/** Loads for a response that did not ask for the session, and so does not fail for want of it. */
function loadAndCommit(state: RequestState, response: ResponseFacts | undefined): MaybePromise<void> {
  const loaded = recover(
    () => state.load.begin(),
    () => {},
  )
  return andThen(loaded, () => commit(state, response))
}
