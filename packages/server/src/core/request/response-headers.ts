import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import type { Outcome } from '../carrier/carrier.ts'
import { cookieMaxAge } from '../carrier/lifetime.ts'
import { hasWrongMarker, markerCookie } from '../carrier/marker.ts'
import type { EffectScope } from '../write/effect-scope.ts'
import { ofStay, withAnnouncement } from './announcement.ts'
import { cacheControlWithCookie, isPubliclyCacheable, readCacheControl } from './cache-headers.ts'
import { type HeaderEdits, noEdits, type ResponseFacts } from './request.ts'

/** A page that depends on who asks is for this browser only, also where nobody is signed in yet. */
const readEdits: HeaderEdits = { vary: 'Cookie', cacheControl: readCacheControl }
const readEditsBesideTheApps: HeaderEdits = { vary: 'Cookie' }

/** How the handler left the session: whether it read the data, and did not end or unset it. */
export interface Handled {
  readonly isRead: boolean
  readonly isKept: boolean
}

/** What the response's headers have to say of an outcome, now that the store is up to date. */
export function toHeaderEdits(
  outcome: Outcome,
  { isRead, isKept }: Handled,
  response: ResponseFacts,
  scope: EffectScope,
): MaybePromise<HeaderEdits> {
  const own = ownCookies(outcome, isKept && !isPubliclyCacheable(response), scope)
  const { alsoClear } = outcome
  const other = alsoClear === undefined || isPubliclyCacheable(response) ? undefined : alsoClear
  const edits =
    own === undefined && other === undefined
      ? editsWithoutCookie(isRead, response)
      : withCookies(own, other, isRead, outcome, response)
  const announcement = scope.policy.announce === false ? undefined : announce(outcome, scope)
  return announcement === undefined ? edits : withAnnouncementAfter(edits, announcement, response)
}

function editsWithoutCookie(isRead: boolean, { cacheControl }: ResponseFacts): HeaderEdits {
  if (!isRead) return noEdits
  return cacheControl === undefined ? readEdits : readEditsBesideTheApps
}

function withCookies(
  own: MaybePromise<readonly string[]> | undefined,
  other: readonly string[] | undefined,
  isRead: boolean,
  { change, cookie }: Outcome,
  response: ResponseFacts,
): MaybePromise<HeaderEdits> {
  const isRenewal = change !== 'issued' && cookie !== 'clear'
  return andThen(own, (cookies = []) => ({
    ...editsWithCookies([...cookies, ...(other ?? [])], isRead, response),
    isRenewal,
  }))
}

function withAnnouncementAfter(
  edits: MaybePromise<HeaderEdits>,
  announcement: string,
  response: ResponseFacts,
): MaybePromise<HeaderEdits> {
  return andThen(edits, (others) => withAnnouncement(others, announcement, response))
}

function editsWithCookies(cookies: readonly string[], isRead: boolean, response: ResponseFacts): HeaderEdits {
  const cacheControl = cacheControlWithCookie(response.cacheControl)
  return {
    setCookie: cookies,
    ...(cacheControl !== undefined && { cacheControl }),
    ...(isRead && { vary: 'Cookie' as const }),
  }
}

/** The session's cookie and its marker, if the response needs them; or the marker alone, where that is wrong and may be corrected. */
function ownCookies(
  outcome: Outcome,
  mayCorrect: boolean,
  { policy, carrier, cookies }: EffectScope,
): MaybePromise<readonly string[]> | undefined {
  const { change, stored } = outcome
  const hasMarker = policy.announce === true
  if (outcome.cookie === 'clear') {
    return [...carrier.clear(cookies), ...(hasMarker ? [markerCookie(cookies, undefined, undefined)] : [])]
  }
  if (stored === undefined || (outcome.cookie === 'none' && !hasMarker)) return undefined
  const maxAge = cookieMaxAge(stored, policy.touchAfter(stored.idleTimeout), policy.clock.now())
  if (outcome.cookie === 'send') {
    const own = carrier.toSetCookie(cookies, outcome, maxAge)
    return hasMarker ? andThen(own, (set) => [...set, markerCookie(cookies, stored.id, maxAge)]) : own
  }
  const isCurrent = change === 'unchanged' || change === 'renewed'
  return mayCorrect && isCurrent && hasWrongMarker(cookies, stored.id)
    ? [markerCookie(cookies, stored.id, maxAge)]
    : undefined
}

/** What `Sojourn-Session` says: which session began or was renewed, or that there is none; nothing where neither is known. */
function announce({ change, stored }: Outcome, { policy }: EffectScope): string | undefined {
  switch (change) {
    case 'issued':
    case 'renewed':
      return stored && ofStay(stored.id, stored.expiresAt - policy.clock.now())
    case 'absent':
    case 'ended':
      return 'none'
    case 'unknown':
    case 'unchanged':
    case 'gone':
      return undefined
  }
}
