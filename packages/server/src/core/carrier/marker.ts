import { markerSuffix } from '@sojourn/contract'
import { cookieValues } from '../../cookie/parse.ts'
import { clearCookie, setCookie } from '../../cookie/set-cookie.ts'
import type { RequestCookies } from './request-cookies.ts'
import { stayName } from './stay-name.ts'

// The marker: a cookie beside the session's own that scripts may read. It holds the id of the session, no credential.

/** The `Set-Cookie` of the marker; without an id it is cleared. `maxAge` as of the session's cookie. */
export function markerCookie(
  cookies: RequestCookies,
  id: string | undefined,
  maxAge: number | undefined,
): string {
  const name = cookies.name + markerSuffix
  const attributes = cookies.markerAttributes
  const value = stayName(id)
  return value === undefined ? clearCookie(name, attributes) : setCookie(name, value, attributes, maxAge)
}

/** Whether the browser has a marker of another session, as after a sign-in that came when the headers had left. */
export function hasWrongMarker(cookies: RequestCookies, id: string): boolean {
  const markers = cookieValues(cookies.request.cookieHeader, cookies.name + markerSuffix)
  return markers.length > 0 && !markers.includes(stayName(id) ?? '')
}
