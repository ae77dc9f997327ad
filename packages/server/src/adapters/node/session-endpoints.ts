import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { parseOption } from '../../core/options/option-error.ts'
import { functionOf } from '../../core/options/option-schema.ts'
import type { Sessions } from '../../core/request/sessions.ts'
import type { EndpointRequest, EndpointResponse } from '../../endpoints/endpoint.ts'
import { handleEndpoint } from '../../endpoints/endpoints.ts'
import { toProblemCode, toProblemResponse } from '../../endpoints/problems.ts'
import { andThen, recover } from '../../maybe-promise.ts'
import { addCookies, addVary, removeCdnCacheControl } from '../header-edits.ts'
import { assertSessions } from '../mount-errors.ts'
import { createHostWarning, warnOfHost } from './changed-host.ts'
import { noteNoActivity } from './gate-response.ts'
import type { Next } from './middleware.ts'
import { hostOf, pathOf, toSessionRequestWith, warnOfProxy, withoutTrailingSlashes } from './request.ts'
import { visitOf } from './session-property.ts'

export interface SessionEndpointsOptions {
  /** Where the endpoints are, for servers that do not strip it: bare `node:http`. Requests elsewhere go to `next`. Default: `/`. */
  readonly path?: string
  /** Hears of what the client is not told. Default: logs it. */
  readonly onError?: (error: unknown, request: IncomingMessage) => void
}

const optionsSchema = z.strictObject(
  {
    path: z
      .string({ error: 'a path that begins with "/"' })
      .startsWith('/', { error: 'a path that begins with "/"' })
      .optional(),
    onError: functionOf<OnError>('a function of the error and the request').optional(),
  },
  { error: 'an object of options' },
)

/** A longer body than this is not worth keeping the connection for: nobody reads it. In bytes. */
const bodyLimit = 8192

/**
 * The endpoints that `@sojourn/client` speaks to: `app.use('/session', sessionEndpoints(sessions))`, before or behind
 * `session(sessions)`. Before it a failed store is answered as a problem with `Retry-After`; behind it, by the app's error
 * handler. An option function that throws goes to `next` too, or is answered as a problem where there is none.
 *
 * Throws `option-invalid` for anything but sessions (of the drop-in: `middleware.sessions`), and for a wrong option.
 */
export function sessionEndpoints(
  sessions: Sessions,
  options: SessionEndpointsOptions = {},
): (request: IncomingMessage, response: ServerResponse, next?: Next) => void {
  assertSessions(sessions, 'sessionEndpoints')
  const { path = '/', onError = logError } = parseOption(optionsSchema, options, undefined)
  const toSessionRequest = toSessionRequestWith(sessions.proxy, warnOfProxy)
  const hearRefusal = createHostWarning(warnOfHost)
  const mount = withoutTrailingSlashes(path)
  return function sessionEndpoints(request, response, next) {
    const fullPath = pathOf(request.url ?? '/')
    const isBelow = fullPath === mount || fullPath.startsWith(`${mount}/`)
    if (!isBelow && next) return next()
    const reply = (answer: EndpointResponse): void => {
      if ('error' in answer) void tell(onError, answer.error, request)
      if (answer.status === 403) hearRefusal(request)
      send(request, response, answer)
    }
    const refuse = (error: unknown): void => reply({ ...toProblemResponse(toProblemCode(error)), error })
    recover(() => {
      const visit = visitOf(request)
      visit?.noticeReplaced()
      const context =
        visit?.sessions === sessions ? visit.context : sessions.context(toSessionRequest(request, true))
      const endpointRequest = toEndpointRequest(request, isBelow ? fullPath.slice(mount.length) : fullPath)
      return andThen(handleEndpoint(sessions, context, endpointRequest), reply)
    }, next ?? refuse)
  }
}

type OnError = NonNullable<SessionEndpointsOptions['onError']>

/** A failure of its own is logged and keeps nobody from the answer; an `async` one is awaited for that alone. */
async function tell(onError: OnError, error: unknown, request: IncomingMessage): Promise<void> {
  try {
    await onError(error, request)
  } catch (failure) {
    console.error('The option `onError` threw.', failure)
  }
}

function logError(error: unknown): void {
  console.error('A session endpoint failed.', error)
}

function toEndpointRequest({ method = 'GET', headers }: IncomingMessage, path: string): EndpointRequest {
  return {
    method,
    path: withoutTrailingSlashes(path) || '/',
    header: (name) => (name === 'host' ? hostOf(headers) : headers[name]?.toString()),
  }
}

function send(request: IncomingMessage, response: ServerResponse, answer: EndpointResponse): void {
  // Somebody else has answered meanwhile, who gave up waiting for the store.
  if (response.headersSent) return
  // Its session is committed. Another one that holds the response is not that person's business here.
  noteNoActivity(response)
  removeCdnCacheControl(response)
  for (const [name, value] of Object.entries(answer.headers)) {
    if (name === 'Set-Cookie') addCookies(response, value)
    else if (name === 'Vary') addVary(response, value.toString())
    else response.setHeader(name, value)
  }
  // HTTP/2 knows no such header, for its connections carry other requests (RFC 9113 §8.2.2).
  if (hasLongBody(request) && request.httpVersionMajor < 2) response.setHeader('Connection', 'close')
  response.statusCode = answer.status
  response.end(answer.body)
}

function hasLongBody({ complete, headers }: IncomingMessage): boolean {
  if (complete) return false
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > bodyLimit
}
