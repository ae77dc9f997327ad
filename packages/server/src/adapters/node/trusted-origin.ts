import type { IncomingMessage } from 'node:http'
import { isTrusted, type OriginPolicy } from '../../endpoints/origin-check.ts'
import { hostOf } from './request.ts'

/**
 * Whether a request comes from a page of the server's own origin or of one of `allowedOrigins`, or from no browser (unless
 * `requireOrigin`): the check that the session endpoints make before they change something. For what carries the visitor's
 * cookie and is no endpoint: above all an upgrade to a WebSocket, which browsers let any page ask for, and which no CORS
 * prevents (OWASP, Cross-Site WebSocket Hijacking; RFC 6455 §10.2).
 *
 * @param sessions - What `createSessions` returned.
 * @example
 * server.on('upgrade', (request, socket) => {
 *   if (!isTrustedOrigin(request, sessions)) socket.destroy()
 * })
 */
export function isTrustedOrigin({ headers }: IncomingMessage, sessions: OriginPolicy): boolean {
  return isTrusted(
    {
      secFetchSite: headers['sec-fetch-site']?.toString(),
      origin: headers.origin,
      host: hostOf(headers),
    },
    sessions,
  )
}
