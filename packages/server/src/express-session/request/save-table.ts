/** What there is to decide from, before a response leaves. */
export interface Facts {
  /** Whether `req.sessionID` is a text, and not whatever `genid` or the app made of it. */
  readonly hasSid: boolean
  /** Whether it is the sid that the request's cookie carried. */
  readonly isKnown: boolean
  /** Whether the session is another, or says something else, than when the request began. */
  readonly isModified: boolean
  /** Whether the session says what was saved last. */
  readonly isSaved: boolean
  /** Whether anything counts as saved: a save of this request, or without `resave` what was loaded. */
  readonly hasSaved: boolean
  /** Whether the cookie outlives the browser. */
  readonly isPersistent: boolean
}

export interface SaveRules {
  readonly saveUninitialized: boolean
  readonly rolling: boolean
}

/** Of a request that is no activity of the person: nothing is stored or sent that nobody changed. */
export const ofNoActivity: SaveRules = { saveUninitialized: false, rolling: false }

export type RecordDecision = 'save' | 'touch' | 'skip'

/** What becomes of the record. */
export function decideRecord(facts: Facts, policy: SaveRules): RecordDecision {
  if (!facts.hasSid) return 'skip'
  const isFirstSave = !policy.saveUninitialized && !facts.hasSaved && !facts.isKnown
  if (isFirstSave ? facts.isModified : !facts.isSaved) return 'save'
  return facts.isKnown ? 'touch' : 'skip'
}

/** Whether the response sets the cookie. */
export function decideCookie(facts: Facts, policy: SaveRules): boolean {
  if (!facts.hasSid) return false
  if (!facts.isKnown) return policy.saveUninitialized || facts.isModified
  return policy.rolling || (facts.isPersistent && facts.isModified)
}
