import { cacheControlWithCookie, readCacheControl } from './cache-headers.ts'
import { type HeaderEdits, noEdits, type ResponseFacts } from './request.ts'

/** A page that depends on who asks is for this browser only, also where nobody is signed in yet. */
const readEdits: HeaderEdits = { vary: 'Cookie', cacheControl: readCacheControl }
const readEditsBesideTheApps: HeaderEdits = { vary: 'Cookie' }

/** What a response needs whose handler read the session, or did not. */
export function editsWithoutCookie(isRead: boolean, response: ResponseFacts): HeaderEdits {
  if (!isRead) return noEdits
  return response.cacheControl === undefined ? readEdits : readEditsBesideTheApps
}

/** What a response needs that sets or clears the cookie. */
export function editsWithCookie(setCookie: string, isRead: boolean, response: ResponseFacts): HeaderEdits {
  const cacheControl = cacheControlWithCookie(response.cacheControl)
  return {
    setCookie: [setCookie],
    ...(cacheControl !== undefined && { cacheControl }),
    ...(isRead && { vary: 'Cookie' as const }),
  }
}
