import { type ProblemCode, problemMediaType, routes, type SessionView, toProblem } from '@sojourn/contract'
import { type HttpHandler, HttpResponse, http } from 'msw'
import { announcementOf, type ServerSide } from './server-side.ts'

/** What replaces a response: an HTTP status from 400 to 599, a network error (`network`), or a captive portal's page (`html`). */
export type WrongAnswer = number | 'network' | 'html'

/** The statuses that the server itself answers. Any other comes from a proxy in between. */
const failures: Readonly<Record<number, ProblemCode>> = {
  400: 'bad-request',
  403: 'origin-refused',
  404: 'not-found',
  409: 'session-gone',
  500: 'internal',
  503: 'store-unavailable',
}

const methods: Readonly<Record<string, readonly string[]>> = {
  [routes.session]: ['GET', 'HEAD', 'DELETE'],
  [routes.touch]: ['POST'],
}

const always = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
}

/** Returns handlers of the endpoints at `url` for a session. `onRequest` is called with each request and may replace its response. */
export function toHandlers(
  url: string,
  session: ServerSide<unknown>,
  onRequest: (request: Request) => Promise<WrongAnswer | undefined>,
): HttpHandler[] {
  const base = url.replace(/\/*([?#].*)?$/, '')
  const respond = async (request: Request, path: string): Promise<Response> => {
    const wrong = await onRequest(request)
    return wrong === undefined ? answer(session, request.method, path) : answerWrongly(wrong)
  }
  return [
    http.all(base || '/', ({ request }) => respond(request, routes.session)),
    http.all(`${base}/*`, ({ request, params }) =>
      respond(request, `/${params[0] ?? ''}`.replace(/\/+$/, '') || routes.session),
    ),
  ]
}

function answer(session: ServerSide<unknown>, method: string, path: string): Response {
  const taken = methods[path]
  if (taken === undefined) return refuse('not-found')
  const Allow = [...taken, 'OPTIONS'].join(', ')
  if (method === 'OPTIONS') return new HttpResponse(null, { status: 204, headers: { ...always, Allow } })
  if (!taken.includes(method)) return refuse('method-not-allowed', { Allow })
  if (method === 'POST') return show(session.touch(), { isRenewed: true })
  if (method !== 'DELETE') return show(session.view())
  const wasThere = session.end()
  return show({ ...session.view(), ...(wasThere && { reason: 'signed-out' }) })
}

function show(view: SessionView, { isRenewed = false } = {}): Response {
  const announcement = isRenewed || view.status === 'none' ? announcementOf(view) : {}
  const headers = { ...always, 'Content-Type': 'application/json', ...announcement }
  return new HttpResponse(JSON.stringify(view), { headers })
}

function refuse(code: ProblemCode, more: Readonly<Record<string, string>> = {}): Response {
  const problem = toProblem(code)
  const retryAfter = problem.status === 503 ? { 'Retry-After': '1' } : {}
  return new HttpResponse(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...always, 'Content-Type': problemMediaType, ...retryAfter, ...more },
  })
}

function answerWrongly(wrong: WrongAnswer): Response {
  if (wrong === 'network') return HttpResponse.error()
  if (wrong === 'html') return HttpResponse.html('<!doctype html><title>Sign in to this network</title>')
  const code = failures[wrong]
  return code === undefined ? HttpResponse.text('', { status: wrong }) : refuse(code)
}
