import type { StoredSession } from './door.ts'
import type { Data, RequestRun } from './request-run.ts'
import type { Outcome } from './run.ts'
import { type Browser, personOf, type Step } from './scenario.ts'

const endings: readonly Step[] = ['destroy', 'regenerate', 'sign out', 'revoke']

/** Whether the request was answered as its app meant it, and the app's error handler heard of nothing. */
export function isAcknowledged({ answer, error }: RequestRun): boolean {
  return error === undefined && answer !== undefined && answer !== 'cut off' && answer.status === 200
}

/** Whether the handler was told that the step is done, and the browser that the request went well. */
export function isDone(request: RequestRun, step: Step): boolean {
  return isAcknowledged(request) && request.done.includes(step)
}

/** Whether both belong together: one person's, or the victim's and the attacker's who share a session. */
export function areTogether({ scenario }: Outcome, one: Browser, other: Browser): boolean {
  return scenario.beginning === 'planted' || personOf(one) === personOf(other)
}

/** Whether somebody ends sessions of the browser's holder: by one of the ways to do so, or by a sign-in too many. */
export function isEndedBySomebody(outcome: Outcome, browser: Browser): boolean {
  const { requests, kind, scenario } = outcome
  const plans = requests.filter(({ plan }) => areTogether(outcome, plan.browser, browser))
  const signIns = plans.filter(({ plan }) => plan.steps.includes('sign in')).length
  const isSignedIn = scenario.beginning !== 'a visitor' && scenario.beginning !== 'planted'
  const isOver = signIns + (isSignedIn ? 1 : 0) > 1
  if (kind.hasLimit === true && isOver) return true
  return plans.some(({ plan }) => plan.steps.some((step) => endings.includes(step)))
}

/** Whether the request gives its session another sid. */
export function isMoving({ plan }: RequestRun, { kind }: Outcome): boolean {
  return plan.steps.some((step) => step === 'rotate' || (step === 'sign in' && kind.knowsSubjects))
}

/**
 * Whether the browser was told to keep its old cookie once more, by a renewal that the store had granted before another
 * request was given a new sid, and whose answer arrived after it. No process can know that of another.
 */
export function isRenewedTooLate(outcome: Outcome, browser: Browser): boolean {
  const { requests, held, isAnswerApart } = outcome
  const key = held.get(browser)
  if (!isAnswerApart || key === undefined) return false
  return requests.some(
    (request) =>
      request.plan.browser === browser &&
      request.key === key &&
      request.given.includes(key) &&
      requests.some((other) => other !== request && isMoving(other, outcome)),
  )
}

/** What tells a session that there was before the first request; it stays with whatever becomes of that session. */
export function originOf(data: Data | undefined): string | undefined {
  return data && ['by0', 'by1'].find((key) => key in data)
}

/** The origin of the session that a key leads or led to, where that is known. */
export function originOfKey({ first, requests }: Outcome, key: string | undefined): string | undefined {
  const before = first.find((session) => session.key === key)
  if (before !== undefined) return originOf(before.data)
  // Who signs in may be given a session of their own, with nothing in it of the one that ended meanwhile.
  const giver = requests.find(
    ({ given, plan }) => key !== undefined && given.includes(key) && !plan.steps.includes('sign in'),
  )
  return giver && originOf(giver.loaded)
}

/** Whether the request brought a cookie, and found no session behind it. */
export function cameTooLate({ key, loaded }: RequestRun): boolean {
  return key !== undefined && loaded !== undefined && originOf(loaded) === undefined
}

/** Whether the data hold what the request has changed. */
export function holdsChangeOf(data: Data, { name }: RequestRun): boolean {
  return `by${name}` in data || `counted${name}` in data || listOf(data).includes(name)
}

export function listOf({ list }: Data): readonly unknown[] {
  return Array.isArray(list) ? list : []
}

export function userOf({ user }: Data): string | undefined {
  return typeof user === 'object' && user !== null && 'id' in user ? String(user.id) : undefined
}

/** All data that anybody saw or that is stored, and whose they are; a stored session is of all who ever held its sid. */
export function sights(
  outcome: Outcome,
): readonly { readonly of: readonly Browser[]; readonly data: Data }[] {
  const seen = outcome.requests.flatMap(({ plan, loaded, seen }) =>
    [loaded, ...seen].flatMap((data) => (data === undefined ? [] : [{ of: [plan.browser], data }])),
  )
  const stored = outcome.sessions.map(({ key, data }) => ({ of: holdersOf(outcome, key), data }))
  return [...seen, ...stored]
}

export function holdersOf({ everHeld }: Outcome, key: string): Browser[] {
  return [...everHeld].flatMap(([browser, keys]) => (keys.has(key) ? [browser] : []))
}

/** The live sessions whose sid somebody has; a fault may leave one under a sid that nobody was ever given. */
export function reachable({ sessions, everHeld, hasFault }: Outcome): readonly StoredSession[] {
  const keys = new Set([...everHeld.values()].flatMap((held) => [...held]))
  return hasFault ? sessions.filter(({ key }) => keys.has(key)) : sessions
}

export function sessionOf(outcome: Outcome, browser: Browser): StoredSession | undefined {
  const key = outcome.held.get(browser)
  return outcome.sessions.find((session) => session.key === key)
}
