import type { IncomingMessage } from 'node:http'
import type { Difference } from '../difference.ts'
import { variant } from '../variants.ts'

interface ExpressRequest extends IncomingMessage {
  readonly originalUrl?: string
}

export const pathBoundary: Difference = {
  name: 'A cookie path ends at a slash',
  reason:
    'express-session compares text: with `path: "/admin"` a request for `/administrator`, to which no browser sends that cookie (RFC 6265, 5.1.4), gets a new session each time.',
  concerns: ({ options: { cookie } }) =>
    cookie !== undefined && (cookie.as === 'function of the path' || 'path' in cookie.attributes),
  amend: variant((module, options) => {
    const middleware = module(options)
    return (request: ExpressRequest, response, next) => {
      const { cookie } = options
      const { path } = (typeof cookie === 'function' ? cookie(request) : cookie) ?? {}
      const [pathname = '/'] = (request.originalUrl ?? '/').split('?')
      if (isWithin(pathname, path || '/')) middleware(request, response, next)
      else next()
    }
  }),
}

function isWithin(pathname: string, path: string): boolean {
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
}
