import { andThen, type MaybePromise, recover } from '../../maybe-promise.ts'
import type { SessionRecord } from '../../store/store.ts'
import { touchedAgo } from '../carrier/lifetime.ts'
import { type Credential, toCredentialFrom } from '../carrier/sid-cookie.ts'
import { settleAdopted } from '../migration/migrate.ts'
import type { LoadedSession } from '../record/loaded-session.ts'
import { isPubliclyCacheable } from './cache-headers.ts'
import { decide } from './decision.ts'
import type { HeaderEdits, ResponseFacts } from './request.ts'
import type { RequestState } from './request-state.ts'
import { headerEdits } from './response-headers.ts'

/** Brings the store up to date before the headers leave, and answers what they have to say. */
export function commitBeforeHeaders(state: RequestState, response: ResponseFacts): MaybePromise<HeaderEdits> {
  state.operations?.throwIgnored()
  return andThen(settle(state, response), () => {
    const { adoption } = state.policy
    if (adoption !== undefined) settleAdopted(state, adoption, response)
    state.settleHeaders()
    return headerEdits(state, response)
  })
}

/**
 * What the headers have to say although the commit failed: operations before it may have given the session another sid, or
 * ended it, and without a word of that the browser would go on with a cookie that leads nowhere.
 */
export function editsAfterFailure(state: RequestState, response: ResponseFacts): MaybePromise<HeaderEdits> {
  const { adoption } = state.policy
  if (adoption !== undefined) settleAdopted(state, adoption, response)
  state.settleHeaders()
  return headerEdits(state, response)
}

/** Brings the store up to date with what changed after the headers, before the last byte leaves. */
export function commitBeforeLastByte(state: RequestState): MaybePromise<void> {
  state.operations?.throwIgnored()
  const { fate, policy, stay } = state
  if (fate === 'unset' && policy.unset === 'destroy') return andThen(state.end(), () => {})
  if (fate !== 'kept' || stay === undefined || !stay.isRead) return
  const text = stay.text()
  return stay.isModified(text) ? state.save(stay, text) : undefined
}

/** Does with the store what the response is to leave with. */
export function settle(state: RequestState, response: ResponseFacts): MaybePromise<void> {
  const { fate, policy, stay } = state
  if (fate === 'destroyed') return
  // Before the look at the load: what could not be ended may not be said to have.
  if (fate === 'unset') return policy.unset === 'destroy' ? andThen(state.end(), () => {}) : undefined
  // Whoever read the session has been told; a response that did without it may leave.
  if (state.loadError !== undefined) return
  if (stay?.isSettled && !stay.isTouchAsked && !(stay.isRead && stay.isModified(stay.text()))) return
  if (stay?.isRead) return settleRead(state, stay, response)
  const mustRead = policy.resave || policy.saveUninitialized || policy.rolling === 'always'
  if (mustRead && !state.isPeek && response.isActivity !== false) {
    return andThen(loadQuietly(state), () =>
      state.loadError === undefined ? settleRead(state, state.currentStay(), response) : undefined,
    )
  }
  return settleUnread(state, response)
}

function settleRead(state: RequestState, stay: LoadedSession, response: ResponseFacts): MaybePromise<void> {
  const text = stay.text()
  const isRenewalDue = stay.record !== undefined && isDue(state, stay.record) && isActivity(state, response)
  const facts = {
    isStored: stay.record !== undefined,
    isModified: stay.isModified(text),
    isTouchAsked: stay.isTouchAsked,
    isRenewalDue,
  }
  switch (decide(facts, state.policy)) {
    case 'create':
    case 'write':
      return state.save(stay, text, { isRenewed: stay.isTouchAsked || isRenewalDue })
    case 'touch':
      if (stay.credential === undefined) return
      // A touch that the handler asked for has to succeed; one of ours never fails a response.
      if (!stay.isTouchAsked) return touchImplicitly(state, stay.credential)
      return andThen(state.renew(stay.credential.key), () => {})
    case 'skip':
      return
  }
}

/** A request that never read its session is activity too, and costs no read: at most one throttled touch. */
function settleUnread(state: RequestState, response: ResponseFacts): MaybePromise<void> {
  const { policy, request, stay } = state
  if (stay?.record !== undefined && stay.credential !== undefined) {
    const isTouched = isDue(state, stay.record) && isActivity(state, response)
    return isTouched ? touchImplicitly(state, stay.credential) : undefined
  }
  if (state.hasLoaded || state.isPeek || response.isActivity === false) return
  // What express-session began is taken over by whatever request comes first, or it would expire there.
  if (policy.adoption?.isCarriedBy(request.cookieHeader) && isActivity(state, response)) {
    return andThen(loadQuietly(state), () => settleUnread(state, response))
  }
  const [value, ...others] = state.cookies()
  if (value === undefined) return
  // Which of several cookies is live only the store can tell.
  if (others.length > 0) return andThen(loadQuietly(state), () => settleUnread(state, response))
  if (state.throttle.isFresh(value, policy.clock.now()) || !isActivity(state, response)) return
  return andThen(toCredentialFrom(value, policy), (credential) => {
    if (credential === undefined) return
    state.unread = credential
    return touchImplicitly(state, credential)
  })
}

function isDue({ policy }: RequestState, record: SessionRecord): boolean {
  // A cookie that is sent with every response must not name a sid that was replaced meanwhile: the store is asked.
  if (policy.rolling === 'always') return true
  return touchedAgo(record, policy.clock.now()) >= policy.touchAfter(record.idleTimeout)
}

/** Whether the request is the person's, and its response one that may carry a renewed cookie. */
function isActivity({ isPeek, policy, request }: RequestState, response: ResponseFacts): boolean {
  if (isPeek || response.isActivity === false || policy.rolling === false) return false
  if (isPubliclyCacheable(response)) return false
  return policy.activity === undefined || policy.activity(request.raw)
}

/** Loads for a response that did not ask for the session, and so does not fail for want of it. */
function loadQuietly(state: RequestState): MaybePromise<void> {
  return recover(
    () => state.load(),
    () => {},
  )
}

function touchImplicitly(state: RequestState, { key }: Credential): MaybePromise<void> {
  return recover(
    () => andThen(state.renew(key), () => {}),
    () => {},
  )
}
