import type { IncomingMessage } from 'node:http'
import { hostOf } from './request.ts'

/**
 * Hears of requests whose origin was refused, and tells `warn`, once, of the first one of which no browser said where it comes
 * from: then `Origin` was compared with `Host`, and a proxy may have changed that. Browsers say it on https and on localhost
 * alone (W3C Fetch Metadata: to potentially trustworthy URLs only).
 */
export function createHostWarning(warn: (message: string) => void): (request: IncomingMessage) => void {
  let isWarned = false
  return ({ headers }) => {
    const { origin = '' } = headers
    if (isWarned || headers['sec-fetch-site'] !== undefined || !URL.canParse(origin)) return
    isWarned = true
    warn(
      `A page on ${new URL(origin).origin} may not call the session endpoints: its request came for Host ${hostOf(headers)}. ` +
        'If that is your own page and a proxy stands between, let the proxy keep Host (Vite: `changeOrigin: false`; ' +
        'nginx: `proxy_set_header Host $http_host`). If it is on another origin, name that in `allowedOrigins`.',
    )
  }
}

/** The `warn` of an app: once on stderr, or what listens to the process's warnings. */
export function warnOfHost(message: string): void {
  process.emitWarning(message, { code: 'SOJOURN_ORIGIN_REFUSED' })
}
