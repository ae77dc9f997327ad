import type { Carried } from '../carrier/carrier.ts'

/** What is known about a session when its response is about to leave. */
export interface Facts {
  /** Before the headers leave, or before the last byte, when only what has changed since is stored. */
  readonly moment: 'headers' | 'last-byte'
  /** What the handler did with the session as a whole: `unset` by assignment, `destroyed` by its method or an endpoint. */
  readonly holding: 'kept' | 'unset' | 'destroyed'
  readonly load: 'idle' | 'loading' | 'loaded' | 'failed'
  /** What the request brings, where it has loaded nothing. */
  readonly carried: Carried
  /** Whether the response may stand for activity: the person asked, not a timer or a look at the session. */
  readonly isActive: boolean
  /** The request is activity, and the last renewal, as far as that is known, is long enough ago. */
  readonly isRenewalDue: boolean
  readonly isStored: boolean
  /** Whether the data were looked at: by the handler, or because an option asks for it. */
  readonly isRead: boolean
  readonly isModified: boolean
  /** `session.touch()` was called. */
  readonly isTouchAsked: boolean
  /** The commit was done ahead, and nothing is new since. */
  readonly isSettled: boolean
  /** Whether the response can set a cookie that the browser keeps. */
  readonly canSetCookie: boolean
}

export interface DecisionPolicy {
  readonly saveUninitialized: boolean
  readonly resave: boolean
  readonly rolling: boolean | 'always'
  readonly unset: 'destroy' | 'keep'
}

/**
 * The one thing to do before the response goes on. `load`: load the session, and decide again. `refuse`: fail the response,
 * for the new session's cookie would not reach the browser. `unset-keep`: forget the session here, and leave what is stored.
 */
export type Decision = 'skip' | 'create' | 'write' | 'touch' | 'delete' | 'unset-keep' | 'load' | 'refuse'

/** Decides from facts and options alone. */
export function decide(facts: Facts, policy: DecisionPolicy): Decision {
  if (facts.holding === 'destroyed') return 'skip'
  // Before the look at the load: what could not be ended may not be said to have.
  if (facts.holding === 'unset') return policy.unset === 'destroy' ? 'delete' : 'unset-keep'
  if (facts.moment === 'last-byte') return facts.isRead && facts.isModified ? save(facts) : 'skip'
  // Whoever read the session has been told of a failure; a response that did without it may leave.
  if (facts.load === 'failed' || facts.isSettled) return 'skip'
  if (facts.isRead) return decideRead(facts, policy)
  const isLoaded = facts.load === 'loaded'
  if (facts.isActive && looksAtAll(policy)) return isLoaded ? decideRead(facts, policy) : 'load'
  if (facts.isStored) return facts.isRenewalDue ? 'touch' : 'skip'
  return isLoaded || !facts.isActive ? 'skip' : decideUnread(facts)
}

/** Whether the options want each request's session looked at. */
export function looksAtAll({ resave, saveUninitialized, rolling }: DecisionPolicy): boolean {
  // A cookie that goes with every response must not name a sid that was replaced meanwhile: the store is asked.
  return resave || saveUninitialized || rolling === 'always'
}

function decideRead(facts: Facts, policy: DecisionPolicy): Decision {
  if (facts.isModified) return save(facts)
  // A visitor who stored nothing gets no record and no cookie unless the site asked for one.
  if (!facts.isStored) return policy.saveUninitialized ? save(facts) : 'skip'
  if (policy.resave) return 'write'
  return facts.isTouchAsked || facts.isRenewalDue ? 'touch' : 'skip'
}

function save({ isStored, canSetCookie }: Facts): Decision {
  if (isStored) return 'write'
  return canSetCookie ? 'create' : 'refuse'
}

/** A request that never read its session is activity too, and costs no read: at most one throttled touch. */
function decideUnread({ carried, isRenewalDue }: Facts): Decision {
  switch (carried) {
    case 'nothing':
    case 'fresh':
      return 'skip'
    case 'one':
      return isRenewalDue ? 'touch' : 'skip'
    case 'several':
      return 'load'
    case 'foreign':
      // It is taken over by whatever request comes first, or it would expire where it was begun.
      return isRenewalDue ? 'load' : 'skip'
  }
}
