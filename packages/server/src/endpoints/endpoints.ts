import { announcementHeader, routes, type SessionView } from '@sojourn/contract'
import type { SessionContext } from '../core/request/context.ts'
import { type HeaderEdits, noEdits } from '../core/request/request.ts'
import type { Sessions } from '../core/request/sessions.ts'
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

/** An answer before its commit: what it says of the session may have to wait for that. */
interface Draft {
  readonly answer: EndpointResponse | undefined
  readonly action: Action | undefined
  readonly view: SessionView | undefined
}

/**
 * Answers a request to the endpoints, and commits its context, whatever the answer: middleware before may have signed
 * somebody in, and the browser has to be told the sid. A request that is refused, or fails, renews nothing.
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
  const drafted = recover<Draft>(
    () => draft(sessions, context, request),
    (error) => refusal(toFailure(error)),
  )
  const answered = andThen(drafted, (each) => commitDraft(sessions, context, each))
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

function draft(sessions: Sessions, context: SessionContext, request: EndpointRequest): MaybePromise<Draft> {
  const methods = actions.get(request.path)
  if (methods === undefined) return refusal(toProblemResponse('not-found'))
  const allowed = [...methods.keys(), 'OPTIONS']
  if (request.method === 'OPTIONS') return refusal(answerOptions(sessions, request, allowed))
  const action = methods.get(request.method)
  if (action === undefined) {
    return refusal(toProblemResponse('method-not-allowed', { Allow: allowed.join(', ') }))
  }
  // Looked at after the commit, which may store what middleware before has changed.
  if (action === 'peek')
    return andThen(context.load(), () => ({ answer: undefined, action, view: undefined }))
  // Before the store is asked: a request that is refused renews nothing.
  if (!isTrusted(originFacts(request), sessions)) return refusal(toProblemResponse('origin-refused'))
  return andThen(sessions[action](context), (view) => ({ answer: undefined, action, view }))
}

function refusal(answer: EndpointResponse): Draft {
  return { answer, action: undefined, view: undefined }
}

function toFailure(error: unknown): EndpointResponse {
  return { ...toProblemResponse(toProblemCode(error)), error }
}

/** Commits, and makes the answer whole. Where the commit fails, that is the answer. */
function commitDraft(
  sessions: Sessions,
  context: SessionContext,
  { answer, action, view }: Draft,
): MaybePromise<EndpointResponse> {
  const isActivity = answer === undefined && action !== 'peek'
  const facts = { status: answer?.status ?? 200, cacheControl: 'no-store', isActivity }
  const committed = recover<Committed>(
    () => andThen(context.commit(facts), (edits) => ({ edits, failed: undefined })),
    (error) => {
      const failed = toFailure(error)
      const edits = context.editsAfterFailure({ ...facts, status: failed.status })
      return andThen(edits, (told) => ({ edits: told, failed }))
    },
  )
  return andThen(committed, ({ edits, failed }) => {
    const whole = failed ?? answer ?? viewAnswer(sessions, context, action, view, edits)
    // A refusal, a preflight without cookies among them, has not looked at the session, and says nothing of it by itself.
    const isSilent = answer !== undefined && edits.setCookie === undefined
    return andThen(whole, (each) => withEdits(each, edits, isSilent))
  })
}

/** What a commit adds to the headers, and what is answered in place of the draft where it failed. */
interface Committed {
  readonly edits: HeaderEdits
  readonly failed: EndpointResponse | undefined
}

function viewAnswer(
  sessions: Sessions,
  context: SessionContext,
  action: Action | undefined,
  view: SessionView | undefined,
  { setCookie }: HeaderEdits,
): MaybePromise<EndpointResponse> {
  // Middleware before began a session that was not stored yet when it was to be touched.
  const isBegun = action === 'touch' && view?.status === 'none' && setCookie !== undefined
  if (view !== undefined && !isBegun) return toAnswer(view)
  return recover<EndpointResponse>(() => andThen(sessions.peek(context), toAnswer), toFailure)
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

function toAnswer(view: SessionView): EndpointResponse {
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(view) }
}

function withEdits(answer: EndpointResponse, edits: HeaderEdits, isSilent: boolean): EndpointResponse {
  if (edits === noEdits) return answer
  const headers: Record<string, string | readonly string[]> = { ...answer.headers }
  if (edits.setCookie !== undefined) headers['Set-Cookie'] = edits.setCookie
  if (edits.vary !== undefined) headers.Vary = edits.vary
  if (edits.announcement !== undefined && !isSilent) headers[announcementHeader] = edits.announcement
  return { ...answer, headers }
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
