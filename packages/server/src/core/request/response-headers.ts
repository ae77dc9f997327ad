import { markerSuffix } from '@sojourn/contract'
import { cookieValues } from '../../cookie/parse.ts'
import { clearCookie, setCookie } from '../../cookie/set-cookie.ts'
import { signId } from '../../cookie/signed-id.ts'
import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import { freshUntil } from '../carrier/lifetime.ts'
import { stayName } from '../carrier/stay-name.ts'
import { ofStay, withAnnouncement } from './announcement.ts'
import { cacheControlWithCookie, isPubliclyCacheable, readCacheControl } from './cache-headers.ts'
import { type HeaderEdits, noEdits, type ResponseFacts } from './request.ts'
import type { RequestState } from './request-state.ts'

/** How much longer than its record a cookie lives beyond `touchAfter`, in milliseconds: the server alone ends stays. */
const cookieMargin = 60_000

/** A page that depends on who asks is for this browser only, also where nobody is signed in yet. */
const readEdits: HeaderEdits = { vary: 'Cookie', cacheControl: readCacheControl }
const readEditsBesideTheApps: HeaderEdits = { vary: 'Cookie' }

/** What the response's headers have to say, now that the store is up to date. */
export function headerEdits(state: RequestState, response: ResponseFacts): MaybePromise<HeaderEdits> {
  const isRead = state.stay?.isRead ?? false
  const own = ownCookies(state, response)
  const cleared =
    state.mustClearAdopted && !isPubliclyCacheable(response)
      ? state.policy.adoption?.clearedCookie(state.request.isSecure)
      : undefined
  const edits =
    own === undefined && cleared === undefined
      ? editsWithoutCookie(isRead, response)
      : andThen(own, (cookies = []) => ({
          ...editsWithCookies([...cookies, cleared], isRead, response),
          isRenewal: !state.isCookieDue && !state.mustClearCookie,
        }))
  const announcement = state.policy.announce === false ? undefined : announce(state)
  return announcement === undefined
    ? edits
    : andThen(edits, (others) => withAnnouncement(others, announcement, response))
}

function editsWithoutCookie(isRead: boolean, { cacheControl }: ResponseFacts): HeaderEdits {
  if (!isRead) return noEdits
  return cacheControl === undefined ? readEdits : readEditsBesideTheApps
}

function editsWithCookies(
  cookies: readonly (string | undefined)[],
  isRead: boolean,
  response: ResponseFacts,
): HeaderEdits {
  const cacheControl = cacheControlWithCookie(response.cacheControl)
  return {
    setCookie: cookies.filter((cookie) => cookie !== undefined),
    ...(cacheControl !== undefined && { cacheControl }),
    ...(isRead && { vary: 'Cookie' as const }),
  }
}

/** The session's cookie and its marker, if the response needs them; or the marker alone, where that is wrong. */
function ownCookies(state: RequestState, response: ResponseFacts): MaybePromise<string[]> | undefined {
  const { policy, cookiePolicy, stay, renewed, latest } = state
  const credential = stay?.credential ?? state.unread
  // Only what the store has just been asked about: a sid that was replaced meanwhile would sign its browser out.
  const isDue =
    state.isCookieDue || (renewed !== undefined && (renewed.persistent || policy.rolling === 'always'))
  const isMarkerDue =
    !isDue && hasWrongMarker(state) && state.fate === 'kept' && !isPubliclyCacheable(response)
  if (
    (isDue || isMarkerDue) &&
    !state.hasEnded &&
    !state.hasGone &&
    !isLateNewcomer(state) &&
    credential !== undefined &&
    latest !== undefined
  ) {
    const now = policy.clock.now()
    const touchAfter = policy.touchAfter(latest.idleTimeout)
    const maxAge = latest.persistent ? latest.expiresAt - now + touchAfter + cookieMargin : undefined
    if (!isDue) return markers(state, latest.id, maxAge)
    return andThen(signId(credential.sid, policy.signers), (value) => {
      state.throttle.note(value, freshUntil(latest, touchAfter, now))
      const cookie = setCookie(state.cookieName, value, cookiePolicy.attributes(state.isCookieSecure), maxAge)
      return [cookie, ...markers(state, latest.id, maxAge)]
    })
  }
  if (!state.mustClearCookie) return undefined
  const cleared = clearCookie(state.cookieName, cookiePolicy.attributes(state.isCookieSecure))
  return [cleared, ...markers(state, undefined)]
}

/** The marker beside the session's cookie, where the server announces by one; without an id it is cleared. */
function markers(state: RequestState, id: string | undefined, maxAge?: number): string[] {
  if (state.policy.announce !== true) return []
  const name = state.cookieName + markerSuffix
  const attributes = state.cookiePolicy.markerAttributes(state.isCookieSecure)
  const value = stayName(id)
  return [value === undefined ? clearCookie(name, attributes) : setCookie(name, value, attributes, maxAge)]
}

/** Whether the browser has a marker of another stay, as after a sign-in that came when the headers had left. */
function hasWrongMarker({ policy, latest, cookieName, request }: RequestState): boolean {
  if (policy.announce !== true) return false
  const markers = cookieValues(request.cookieHeader, cookieName + markerSuffix)
  return markers.length > 0 && !markers.includes(stayName(latest?.id) ?? '')
}

/** What `Sojourn-Session` says: which stay began or was renewed, or that there is none; nothing where neither is known. */
function announce(state: RequestState): string | undefined {
  const { policy, stay } = state
  // The browser has a session, or is about to, that this request knows nothing of.
  if (isLateNewcomer(state) && !state.mustClearCookie) return undefined
  if (state.hasEnded) return 'none'
  const told = state.renewed !== undefined || state.isCookieDue ? state.latest : undefined
  if (told !== undefined && !isLateNewcomer(state)) {
    return state.hasGone ? undefined : ofStay(told.id, told.expiresAt - policy.clock.now())
  }
  const isKnown = state.loadError === undefined && (state.hasLoaded || state.cookies().length === 0)
  return stay?.record === undefined && isKnown ? 'none' : undefined
}

/**
 * Whether the request came with a sid that was replaced meanwhile, and has nothing of its own to replace the new one by: a
 * cookie would sign its browser out. Whoever signs in by this very request, or asks for a new sid, gets it.
 */
function isLateNewcomer({ rotatedAway, isNewSidAsked, stay }: RequestState): boolean {
  return rotatedAway !== undefined && !isNewSidAsked && (stay?.record?.subject ?? null) === null
}
