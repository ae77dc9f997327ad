import type { IncomingMessage } from 'node:http'
import type { Difference } from '../difference.ts'
import { withOptions } from '../variants.ts'

interface ExpressRequest extends IncomingMessage {
  readonly secure?: boolean
}

export const autoInCookieFunction: Difference = {
  name: "`'auto'` from a cookie function",
  reason:
    "express-session looks for `secure: 'auto'` and `sameSite: 'auto'` on the function instead of in what it returns: the cookie is then never sent over HTTP, and `sameSite: 'auto'` is an error.",
  concerns: ({ options: { cookie } }) =>
    cookie !== undefined &&
    cookie.as !== 'object' &&
    (cookie.attributes.secure === 'auto' || cookie.attributes.sameSite === 'auto'),
  amend: withOptions((options) => {
    const { cookie, proxy } = options
    if (typeof cookie !== 'function') return options
    const resolved = (request: ExpressRequest): Record<string, unknown> => {
      const { ...attributes } = cookie(request)
      const isSecure = countsAsSecure(request, proxy)
      if (attributes.secure === 'auto') attributes.secure = isSecure
      if (attributes.sameSite === 'auto') attributes.sameSite = isSecure ? 'none' : 'lax'
      return attributes
    }
    return { ...options, cookie: resolved }
  }),
}

function countsAsSecure(request: ExpressRequest, proxy: unknown): boolean {
  if ('encrypted' in request.socket && request.socket.encrypted === true) return true
  if (proxy === false) return false
  if (proxy !== true) return request.secure === true
  const [protocol = ''] = String(request.headers['x-forwarded-proto'] ?? '').split(',')
  return protocol.trim().toLowerCase() === 'https'
}
