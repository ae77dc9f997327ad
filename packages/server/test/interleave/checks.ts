import {
  areTogether,
  cameTooLate,
  holdsChangeOf,
  isAcknowledged,
  isDone,
  isEndedBySomebody,
  isMoving,
  isRenewedTooLate,
  listOf,
  originOf,
  originOfKey,
  reachable,
  sessionOf,
  sights,
  userOf,
} from './facts.ts'
import { accountOf } from './handler.ts'
import type { Outcome } from './run.ts'
import { personOf, type Step } from './scenario.ts'

/** What must hold whatever the order: names what does not, in words. */
export type Check = (outcome: Outcome) => Iterable<string>

/** Milliseconds within which a request is answered, whatever the store does. */
const deadline = 10_000

/** Every request is answered: at once when the store has answered all calls, and else within its deadline. */
function* everyRequestIsAnswered({ requests, hasFault, kind }: Outcome): Iterable<string> {
  for (const { name, plan, answer, waited } of requests) {
    // What the app asks of the store itself, and what the drop-in leaves to a store's own method, has no deadline of ours.
    const isStoresOwn = plan.steps.includes('regenerate') && kind.lacks.includes('rotate')
    if (hasFault && (isStoresOwn || plan.steps.includes('revoke'))) continue
    if (answer === undefined) yield `${name} is never answered`
    if (waited > (hasFault ? deadline : 0)) yield `${name} is answered after ${waited} ms of silence`
  }
}

/** Without a fault of the store a request fails for two reasons only: its session ended, or became somebody else's. */
function* noRequestFailsForNothing({ requests, hasFault }: Outcome): Iterable<string> {
  if (hasFault) return
  for (const { name, plan, answer, error } of requests) {
    if (answer === undefined || answer === 'cut off') continue
    const text = `${codeOf(error)} ${answer.body}`
    const isRevoked = requests.some(
      (other) =>
        other.plan.steps.includes('revoke') && personOf(other.plan.browser) === personOf(plan.browser),
    )
    // A sign-in that was under way when all sessions of its person were ended.
    if (isRevoked && plan.steps.includes('sign in') && text.includes('session-revoked')) continue
    if (answer.status !== 200 && !/session-(gone|conflict)/.test(text)) {
      yield `${name} fails with ${answer.status} (${text.trim()})`
    }
  }
}

/**
 * What a request was told is stored is stored, once everybody is done, unless somebody ends sessions of that person. A
 * request that came with a sid that was rotated away saw an empty session, and what it stored may be dropped.
 */
function* noAcknowledgedChangeIsMissing(outcome: Outcome): Iterable<string> {
  const { requests, sessions } = outcome
  const changes: readonly [Step, (data: Readonly<Record<string, unknown>>, name: string) => boolean][] = [
    ['write', (data, name) => `by${name}` in data],
    ['append', (data, name) => listOf(data).includes(name)],
    ['update', (data, name) => `counted${name}` in data],
  ]
  for (const request of requests) {
    const { name, plan } = request
    if (isEndedBySomebody(outcome, plan.browser)) continue
    const isMoved = requests.some((other) => other !== request && isMoving(other, outcome))
    if (isMoved && cameTooLate(request)) continue
    for (const [step, isIn] of changes) {
      if (isDone(request, step) && !sessions.some(({ data }) => isIn(data, name))) {
        yield `what ${name} changed (${step}) was acknowledged and is missing`
      }
    }
  }
}

/** Nothing is added or counted twice, and nothing is counted that nobody counted. */
function* noChangeIsDoubled({ sessions }: Outcome): Iterable<string> {
  for (const { data } of sessions) {
    const list = listOf(data)
    if (new Set(list).size !== list.length) yield `the list is ${list.join(', ')}`
    const counted = Object.keys(data).filter((key) => key.startsWith('counted')).length
    if (Number(data.count ?? 0) !== counted) yield `${counted} have counted, the count is ${data.count}`
  }
}

/**
 * When an end is acknowledged nothing of the session lives on: not under its sid, not under one that it was given
 * meanwhile, also by a sign-in. A session that a slower sign-in makes for itself has no data of the one that ended. Who
 * comes with an old sid only after a sign-in may have planted it, and ends nothing of somebody else's.
 */
function* noEndedSessionIsAlive(outcome: Outcome): Iterable<string> {
  const { requests, first } = outcome
  const living = (origin: string | undefined) =>
    reachable(outcome).filter(({ data }) => origin !== undefined && originOf(data) === origin)
  for (const request of requests) {
    const { name, plan, key, loaded } = request
    const loadedOrigin = originOf(loaded)
    for (const step of ['destroy', 'regenerate'] as const) {
      if (isDone(request, step) && living(loadedOrigin).length > 0) {
        yield `${name} ended the session (${step}), and it lives`
      }
    }
    const old = originOfKey(outcome, key)
    const before = first.find(({ data }) => originOf(data) === old)
    const isSame = living(old).some(({ subject }) => subject === before?.subject)
    const isLateEnd =
      loadedOrigin === undefined && (isDone(request, 'destroy') || isDone(request, 'sign out'))
    if (isLateEnd && isSame) yield `${name} ended the session by its old sid, and it lives`
    if (!isDone(request, 'revoke')) continue
    const revoked = first.filter(({ subject }) => subject === personOf(plan.browser))
    if (revoked.some(({ data }) => living(originOf(data)).length > 0))
      yield `${name} revoked a session that lives`
  }
}

/** Whoever held a sid before somebody signed in is not in the session after it, nor in anybody else's. */
function* noPlantedSidIsSignedIn(outcome: Outcome): Iterable<string> {
  for (const { of, data } of sights(outcome)) {
    const user = userOf(data)
    const stranger = of.find(
      (browser) => user !== undefined && !user.startsWith('the account') && personOf(browser) !== user,
    )
    if (stranger !== undefined) yield `${stranger}'s sid leads to a session in which ${user} is signed in`
  }
}

/** Nobody's sid leads to another person's data; to those of a session that both held only as long as nobody signs in. */
function* nobodysDataUnderAnothersSid(outcome: Outcome): Iterable<string> {
  for (const { of, data } of sights(outcome)) {
    for (const request of outcome.requests) {
      const { name, plan } = request
      const isShared = outcome.scenario.beginning === 'planted' && !plan.steps.includes('sign in')
      if (isShared || !holdsChangeOf(data, request)) continue
      const stranger = of.find((browser) => personOf(browser) !== personOf(plan.browser))
      if (stranger !== undefined) yield `${stranger}'s sid leads to what ${name} (${plan.browser}) stored`
    }
  }
}

/** A user is one that somebody assigned, as a whole; and the subject of a session is its user. */
function* noIdentityThatNobodyHad(outcome: Outcome): Iterable<string> {
  const people = outcome.scenario.requests.map(({ browser }) => ({ id: personOf(browser) }))
  const accounts = outcome.requests.map(({ name }) => accountOf(name))
  const known = new Set([...people, { id: 'Ann' }, { id: 'Bob' }, ...accounts].map((user) => text(user)))
  for (const { data } of sights(outcome)) {
    if (data.user !== undefined && !known.has(text(data.user)))
      yield `the user is ${JSON.stringify(data.user)}`
  }
  for (const { data, subject } of outcome.sessions) {
    if (outcome.kind.knowsSubjects && subject !== (userOf(data) ?? null)) {
      yield `a session of ${subject} holds the user ${userOf(data)}`
    }
  }
}

/**
 * The cookie that a browser holds in the end leads to a live session, unless somebody ended it. Of two people who share a
 * cookie that was planted, it leads one nowhere once the other is given a new one.
 */
function* noCookieLeadsNowhere(outcome: Outcome): Iterable<string> {
  const { held, requests, sessions, first, scenario } = outcome
  for (const [browser, key] of held) {
    if (isEndedBySomebody(outcome, browser) || hasFailedMove(outcome)) continue
    if (isRenewedTooLate(outcome, browser)) continue
    const isTaken = requests.some((other) => other.plan.browser !== browser && isMoving(other, outcome))
    if (scenario.beginning === 'planted' && isTaken) continue
    const wasLive = [...first, ...sessions].some((session) => session.key === key)
    const isGiven = requests.some(({ given }) => given.includes(key))
    if ((wasLive || isGiven) && sessions.every((session) => session.key !== key)) {
      yield `the cookie that ${browser} holds leads nowhere`
    }
  }
}

/**
 * Who signed in is signed in, whatever slower requests with the cookie of before bring about. Of two requests that give the
 * browser a new sid each, or another user, the last to be answered decides.
 */
function* noSignInIsUndone(outcome: Outcome): Iterable<string> {
  for (const request of outcome.requests) {
    const { name, plan } = request
    const { browser } = plan
    const isRivalled = outcome.requests.some(
      (other) =>
        other !== request && (isMoving(other, outcome) || other.plan.steps.includes('switch account')),
    )
    if (!isDone(request, 'sign in') || isRivalled || isEndedBySomebody(outcome, browser)) continue
    if (isRenewedTooLate(outcome, browser)) continue
    const session = sessionOf(outcome, browser)
    if (session === undefined || userOf(session.data) !== personOf(browser)) {
      yield `${name} signed in, and ${browser} is not signed in`
    }
  }
}

/** A request whose sid was rotated away gets no cookie for what it stores, unless it signs in or asks for a new sid. */
function* noLateRequestIsANewcomer(outcome: Outcome): Iterable<string> {
  for (const request of outcome.requests) {
    const { name, plan, given, key } = request
    const hasRight = isMoving(request, outcome) || isEndedBySomebody(outcome, plan.browser)
    if (hasRight || !cameTooLate(request) || given.length === 0) continue
    if (originOfKey(outcome, key) !== undefined)
      yield `${name} came with a rotated sid and is given a new session`
  }
}

/** A limit of sessions ends those of before: of people who sign in at once one at least stays. */
function* noLimitEndsAll(outcome: Outcome): Iterable<string> {
  if (!outcome.kind.hasLimit) return
  for (const request of outcome.requests) {
    const { plan } = request
    const person = personOf(plan.browser)
    const isEnded = outcome.requests.some(
      (other) =>
        areTogether(outcome, other.plan.browser, plan.browser) &&
        (!isAcknowledged(other) || other.plan.steps.some((step) => step !== 'sign in')),
    )
    if (isEnded || !isDone(request, 'sign in')) continue
    if (outcome.sessions.every(({ subject }) => subject !== person))
      yield `every session of ${person} was ended`
  }
}

/** Whether a request failed that would have given its session a new sid: nobody knows then which one is in force. */
function hasFailedMove(outcome: Outcome): boolean {
  return (
    outcome.hasFault &&
    outcome.requests.some((request) => isMoving(request, outcome) && !isAcknowledged(request))
  )
}

export const checks: Readonly<Record<string, Check>> = {
  everyRequestIsAnswered,
  noRequestFailsForNothing,
  noAcknowledgedChangeIsMissing,
  noChangeIsDoubled,
  noEndedSessionIsAlive,
  noPlantedSidIsSignedIn,
  nobodysDataUnderAnothersSid,
  noIdentityThatNobodyHad,
  noCookieLeadsNowhere,
  noSignInIsUndone,
  noLateRequestIsANewcomer,
  noLimitEndsAll,
}

/** The same for every order of keys. */
function text(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}

function codeOf(error: unknown): string {
  if (error === undefined) return ''
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error)
}
