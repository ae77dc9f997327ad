import type { ResponseFacts } from './request.ts'

/** Whether a shared cache may keep the response and hand it to others (RFC 9111 §3). */
export function isPubliclyCacheable({ status, cacheControl }: ResponseFacts): boolean {
  if (status === 304) return true
  return cacheControl !== undefined && /\b(public|s-maxage)\b/i.test(cacheControl)
}

/** Whether no cache at all keeps the response, so that none has its headers when the answer is 304 (RFC 9111 §4.3.4). */
export function isStoredByNobody(cacheControl: string | undefined): boolean {
  return cacheControl !== undefined && /\bno-store\b/i.test(cacheControl)
}

/**
 * The `Cache-Control` of a response that carries a session's cookie: kept by nobody, unless the app said that only the
 * browser may (OWASP Session Management, "Web Content Caching").
 */
export function cacheControlWithCookie(cacheControl: string | undefined): string | undefined {
  return cacheControl !== undefined && /\b(private\b(?!=)|no-store\b)/i.test(cacheControl)
    ? undefined
    : 'no-store'
}

/** The `Cache-Control` of a response that only read the session, where the app said nothing. */
export const readCacheControl = 'private, no-cache'
