/** What is known about a session when its response is about to leave. */
export interface Facts {
  readonly isStored: boolean
  readonly isModified: boolean
  /** `session.touch()` was called. */
  readonly isTouchAsked: boolean
  /** The request is activity of the person, and the last renewal is older than `touchAfter`. */
  readonly isRenewalDue: boolean
}

export interface DecisionPolicy {
  readonly saveUninitialized: boolean
  readonly resave: boolean
}

export type Decision = 'skip' | 'create' | 'write' | 'touch'

/** The one thing to do with the store before the response leaves, for a session that its holder did not end. */
export function decide(facts: Facts, policy: DecisionPolicy): Decision {
  if (facts.isModified) return facts.isStored ? 'write' : 'create'
  // A visitor who stored nothing gets no record and no cookie unless the site asked for one.
  if (!facts.isStored) return policy.saveUninitialized ? 'create' : 'skip'
  if (policy.resave) return 'write'
  return facts.isTouchAsked || facts.isRenewalDue ? 'touch' : 'skip'
}
