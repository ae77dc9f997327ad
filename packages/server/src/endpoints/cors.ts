import { announcementHeader } from '@sojourn/contract'

/** How long a browser may remember the answer to a preflight, in seconds: what Safari takes at most. */
const maxAge = '600'

/** Whether an `OPTIONS` request asks for leave before a cross-origin one (Fetch §3.3.2). */
export function isPreflight(origin: string | undefined, requestMethod: string | undefined): boolean {
  return origin !== undefined && requestMethod !== undefined
}

/**
 * What lets pages of `allowedOrigins` read the answer. Origins are compared whole and never by a wildcard: the answers are
 * a signed-in user's (ASVS 3.4.2). `Vary` stands there for foreign origins too, or a cache would hand them on.
 */
export function corsHeaders(
  origin: string | undefined,
  allowedOrigins: readonly string[],
): Record<string, string> {
  if (allowedOrigins.length === 0) return {}
  if (origin === undefined || !allowedOrigins.includes(origin)) return { Vary: 'Origin' }
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Expose-Headers': `Retry-After, ${announcementHeader}`,
  }
}

/** What a preflight of an allowed origin is told besides. An endpoint reads no header that could do harm: all may come. */
export function preflightHeaders(
  methods: readonly string[],
  requestHeaders: string | undefined,
): Record<string, string> {
  return {
    'Access-Control-Allow-Methods': methods.join(', '),
    ...(requestHeaders === undefined ? {} : { 'Access-Control-Allow-Headers': requestHeaders }),
    'Access-Control-Max-Age': maxAge,
  }
}
