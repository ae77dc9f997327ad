import type { EndpointRequest, EndpointResponse } from './endpoint.ts'

/** Called with an error that the client is not told, and the host's own request. */
export type EndpointErrorHandler<Request> = (error: unknown, request: Request) => void

/** The default. */
export const logEndpointError: EndpointErrorHandler<unknown> = (error) => {
  console.error('A session endpoint failed.', error)
}

/** Tells the server's side of an answer before it is sent: what failed to `onError`, what a proxy may hide to `warn`. */
export function reporter<Request>(
  onError: EndpointErrorHandler<Request>,
  warn: (message: string) => void,
): (answer: EndpointResponse, request: EndpointRequest, hostRequest: Request) => void {
  const warnOfHost = createHostWarning(warn)
  return (answer, request, hostRequest) => {
    if ('error' in answer) void tell(onError, answer.error, hostRequest)
    if (answer.status === 403) warnOfHost(request)
  }
}

/** A failure of its own is logged and keeps nobody from the answer; an `async` one is awaited for that alone. */
async function tell<Request>(
  onError: EndpointErrorHandler<Request>,
  error: unknown,
  request: Request,
): Promise<void> {
  try {
    await onError(error, request)
  } catch (failure) {
    console.error('The option `onError` threw.', failure)
  }
}

/**
 * Takes requests whose origin was refused, and warns, once, of the first one of which no browser said where it comes from:
 * then `Origin` was compared with `Host`, and a proxy may have changed that. Browsers say it on https and on localhost
 * alone (W3C Fetch Metadata: to potentially trustworthy URLs only).
 */
function createHostWarning(warn: (message: string) => void): (request: EndpointRequest) => void {
  let isWarned = false
  return ({ header }) => {
    const origin = header('origin') ?? ''
    if (isWarned || header('sec-fetch-site') !== undefined || !URL.canParse(origin)) return
    isWarned = true
    warn(
      `A page on ${new URL(origin).origin} may not call the session endpoints: its request came for Host ${header('host')}. ` +
        'If that is your own page and a proxy stands between, let the proxy keep Host (Vite: `changeOrigin: false`; ' +
        'nginx: `proxy_set_header Host $http_host`). If it is on another origin, name that in `allowedOrigins`.',
    )
  }
}
