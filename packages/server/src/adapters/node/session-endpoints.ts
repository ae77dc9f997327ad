import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod/mini'
import { parseOption } from '../../core/options/option-error.ts'
import { functionOf } from '../../core/options/option-schema.ts'
import type { Sessions } from '../../core/request/sessions.ts'
import { applyAnswer } from '../../endpoints/apply.ts'
import type { EndpointRequest, EndpointResponse } from '../../endpoints/endpoint.ts'
import { handleEndpoint } from '../../endpoints/endpoints.ts'
import { toProblemCode, toProblemResponse } from '../../endpoints/problems.ts'
import { type EndpointErrorHandler, logEndpointError, reporter } from '../../endpoints/report.ts'
import { andThen, recover } from '../../maybe-promise.ts'
import { assertSessions } from '../mount-errors.ts'
import { noteNoActivity } from './gate-response.ts'
import { NodeHeaderBag } from './header-bag.ts'
import type { Next } from './middleware.ts'
import { hostOf, pathOf, toSessionRequestWith, warnOfProxy, withoutTrailingSlashes } from './request.ts'
import { sessionPropertyOf } from './session-property.ts'

/** Options of `sessionEndpoints`. */
export interface SessionEndpointsOptions {
  /** The path of the endpoints, for servers that do not strip it, such as bare `node:http`. Other requests go to `next`. Default `/`. */
  readonly path?: string
  /** Called with errors that are not shown to the client. Default: logs them. */
  readonly onError?: (error: unknown, request: IncomingMessage) => void
}

const optionsSchema = z.strictObject(
  {
    path: z.optional(
      z
        .string({ error: 'a path that begins with "/"' })
        .check(z.startsWith('/', { error: 'a path that begins with "/"' })),
    ),
    onError: z.optional(
      functionOf<EndpointErrorHandler<IncomingMessage>>('a function of the error and the request'),
    ),
  },
  { error: 'an object of options' },
)

/**
 * The endpoints that `@sojourn/client` speaks to, mounted before or behind `session(sessions)`. Before it a failed store is
 * answered as a problem with `Retry-After`; behind it, by the app's error handler. An option function that throws goes to
 * `next` too, or is answered as a problem where there is none.
 *
 * @param sessions - What `createSessions` returned; of the drop-in, `middleware.sessions`.
 * @throws {SessionError} `option-invalid` for a wrong option, and for anything but sessions.
 * @example
 * app.use('/session', sessionEndpoints(sessions))
 */
export function sessionEndpoints(
  sessions: Sessions,
  options: SessionEndpointsOptions = {},
): (request: IncomingMessage, response: ServerResponse, next?: Next) => void {
  assertSessions(sessions, 'sessionEndpoints')
  const { path = '/', onError = logEndpointError } = parseOption(optionsSchema, options, undefined)
  const toSessionRequest = toSessionRequestWith(sessions.proxy, warnOfProxy)
  const report = reporter(onError, warnOfHost)
  const mount = withoutTrailingSlashes(path)
  return function sessionEndpoints(request, response, next) {
    const fullPath = pathOf(request.url ?? '/')
    const isBelow = fullPath === mount || fullPath.startsWith(`${mount}/`)
    if (!isBelow && next) return next()
    const endpointRequest = toEndpointRequest(request, isBelow ? fullPath.slice(mount.length) : fullPath)
    const reply = (answer: EndpointResponse): void => {
      report(answer, endpointRequest, request)
      send(request, endpointRequest, response, answer)
    }
    const refuse = (error: unknown): void => reply({ ...toProblemResponse(toProblemCode(error)), error })
    recover(() => {
      const property = sessionPropertyOf(request)
      property?.takeReplacement()
      const context =
        property?.sessions === sessions ? property.context : sessions.context(toSessionRequest(request, true))
      return andThen(handleEndpoint(sessions, context, endpointRequest), reply)
    }, next ?? refuse)
  }
}

/** Once on stderr, or what listens to the process's warnings. */
function warnOfHost(message: string): void {
  process.emitWarning(message, { code: 'SOJOURN_ORIGIN_REFUSED' })
}

function toEndpointRequest({ method = 'GET', headers }: IncomingMessage, path: string): EndpointRequest {
  return {
    method,
    path: withoutTrailingSlashes(path) || '/',
    header: (name) => (name === 'host' ? hostOf(headers) : headers[name]?.toString()),
  }
}

function send(
  { complete, httpVersionMajor }: IncomingMessage,
  request: EndpointRequest,
  response: ServerResponse,
  answer: EndpointResponse,
): void {
  // Somebody else has answered meanwhile, who gave up waiting for the store.
  if (response.headersSent) return
  // Its session is committed. Another one whose gate the response has is not renewed by this request.
  noteNoActivity(response)
  const isUnread = !complete && httpVersionMajor < 2
  applyAnswer(new NodeHeaderBag(response), answer, isUnread ? request : undefined)
  response.statusCode = answer.status
  response.end(answer.body)
}
