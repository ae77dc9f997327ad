import { announcementHeader, routes, type SessionView } from '@sojourn/contract'
import type { SessionContext } from '../core/context.ts'
import type { HeaderEdits } from '../core/request.ts'
import type { Sessions } from '../core/sessions.ts'
import { andThen, type MaybePromise, recover } from '../maybe-promise.ts'
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts'
import type { EndpointRequest, EndpointResponse } from './endpoint.ts'
import { isTrusted, type OriginFacts } from './origin-check.ts'
import { toProblemCode, toProblemResponse } from './problems.ts'

type Action = 'peek' | 'touch' | 'end'

/** What each method does at each path. */
const actions: ReadonlyMap<string, ReadonlyMap<string, Action>> = new Map([
  [
    routes.session,
    new Map<string, Action>([
      ['GET', 'peek'],
      ['HEAD', 'peek'],
      ['DELETE', 'end'],
    ]),
  ],
  [routes.touch, new Map<string, Action>([['POST', 'touch']])],
])

/**
 * Answers a request to the endpoints, and commits its context unless the request was refused.
 *
 * A foreign page's `GET` is answered. It changes nothing, and refusing it would turn away servers that render pages and
 * pass their visitor's headers on. That the page learns nothing is the browser's part, and it is told to play it: without
 * leave by CORS no script reads the answer, and `Cross-Origin-Resource-Policy` keeps it out of what the page embeds, the
 * second of the two ways that ASVS 3.5.8 leaves.
 */
export function handleEndpoint(
  sessions: Sessions,
  context: SessionContext,
  request: EndpointRequest,
): MaybePromise<EndpointResponse> {
  const answered = recover<EndpointResponse>(
    () => answer(sessions, context, request),
    (error) => ({ ...toProblemResponse(toProblemCode(error)), error }),
  )
  const cors = corsHeaders(request.header('origin'), sessions.allowedOrigins)
  return andThen(answered, (response) => ({
    ...response,
    headers: {
      ...response.headers,
      ...cors,
      ...joinVary(response.headers.Vary, cors.Vary),
      'Cache-Control': 'no-store',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
    },
  }))
}

function answer(
  sessions: Sessions,
  context: SessionContext,
  request: EndpointRequest,
): MaybePromise<EndpointResponse> {
  const methods = actions.get(request.path)
  if (methods === undefined) return toProblemResponse('not-found')
  const allowed = [...methods.keys(), 'OPTIONS']
  if (request.method === 'OPTIONS') return answerOptions(sessions, request, allowed)
  const action = methods.get(request.method)
  if (action === undefined) return toProblemResponse('method-not-allowed', { Allow: allowed.join(', ') })
  // Before the store is asked: a request that is refused renews nothing.
  if (action !== 'peek' && !isTrusted(originFacts(request), sessions))
    return toProblemResponse('origin-refused')
  return andThen(sessions[action](context), (view) =>
    andThen(context.commit({ status: 200, cacheControl: 'no-store' }), (edits) =>
      toViewResponse(view, edits),
    ),
  )
}

function answerOptions(
  { allowedOrigins }: Sessions,
  request: EndpointRequest,
  allowed: readonly string[],
): EndpointResponse {
  const origin = request.header('origin')
  if (!isPreflight(origin, request.header('access-control-request-method'))) {
    return { status: 204, headers: { Allow: allowed.join(', ') } }
  }
  if (origin === undefined || !allowedOrigins.includes(origin)) return toProblemResponse('origin-refused')
  return { status: 204, headers: preflightHeaders(allowed, request.header('access-control-request-headers')) }
}

function toViewResponse(view: SessionView, edits: HeaderEdits): EndpointResponse {
  const headers: Record<string, string | readonly string[]> = { 'Content-Type': 'application/json' }
  if (edits.setCookie !== undefined) headers['Set-Cookie'] = edits.setCookie
  if (edits.vary !== undefined) headers.Vary = edits.vary
  if (edits.announcement !== undefined) headers[announcementHeader] = edits.announcement
  return { status: 200, headers, body: JSON.stringify(view) }
}

function originFacts(request: EndpointRequest): OriginFacts {
  return {
    secFetchSite: request.header('sec-fetch-site'),
    origin: request.header('origin'),
    host: request.header('host'),
  }
}

function joinVary(...names: readonly unknown[]): { Vary?: string } {
  const given = names.filter((name) => name !== undefined)
  return given.length === 0 ? {} : { Vary: given.join(', ') }
}
