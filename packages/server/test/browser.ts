import type { SessionContext } from '../src/core/request/context.ts'
import type { HeaderEdits, SessionRequest } from '../src/core/request/request.ts'
import type { Clock, Sessions } from '../src/index.ts'
import { CookieJar } from './cookie-jar.ts'
import { freezer } from './deep-freeze.ts'

/** `req.session` as an adapter offers it, with the context behind it. */
export interface HandledRequest<Session> {
  get session(): Session
  set session(value: unknown)
  /** The session without a guard around it: what is assigned to it is not frozen. */
  readonly unguarded: Session
  readonly context: SessionContext<Session>
}

export interface RunOptions<Session> extends Partial<SessionRequest> {
  /** The response that the handler made. */
  status?: number
  cacheControl?: string | undefined
  /** What the handler still does after the headers have left. */
  afterHeaders?: (request: HandledRequest<Session>) => unknown
}

/** Carries one request through the engine, as an adapter does. Rejects with what fails the response. */
export async function runRequest<Session>(
  sessions: Sessions<Session, unknown>,
  handler: (request: HandledRequest<Session>) => unknown = () => {},
  options: RunOptions<Session> = {},
): Promise<HeaderEdits> {
  const { status = 200, cacheControl, afterHeaders, ...rest } = options
  const context = sessions.context({
    cookieHeader: undefined,
    path: '/',
    isSecure: false,
    raw: undefined,
    ...rest,
  })
  if (context.loadsAhead) await context.load()
  const { guard, freeze } = freezer()
  const request = toRequest(context, guard)
  await handler(request)
  freeze()
  const edits = await context.commit({ status, cacheControl })
  await afterHeaders?.(request)
  freeze()
  await context.commitRest()
  return edits
}

/** What the handler assigns is frozen before the engine does anything with it: nothing of the app's is ever changed. */
function toRequest<Session>(
  context: SessionContext<Session>,
  guard: <Value extends object>(session: Value) => Value,
): HandledRequest<Session> {
  const current = (): Session & object => {
    const session = context.getSession()
    if (typeof session !== 'object' || session === null) throw new Error('there is no req.session')
    return session
  }
  return {
    context,
    get unguarded(): Session {
      return current()
    },
    get session(): Session {
      return guard(current())
    },
    set session(value: unknown) {
      context.setSession(value)
    },
  }
}

/** A browser with a cookie jar of its own. */
export interface Browser<Session> {
  /** The `Cookie` header that goes out with the next request. */
  readonly cookieHeader: string | undefined
  visit(
    handler?: (request: HandledRequest<Session>) => unknown,
    options?: RunOptions<Session>,
  ): Promise<HeaderEdits>
  /** What a look at the session shows, and nothing else. */
  peek(): Promise<Awaited<ReturnType<Sessions['peek']>>>
  /** Takes the cookies of a response, as `visit` does by itself. */
  keep(edits: HeaderEdits): void
}

export function createBrowser<Session>(
  sessions: Sessions<Session, unknown>,
  clock: Clock,
  defaults: RunOptions<Session> = {},
): Browser<Session> {
  const jar = new CookieJar(() => clock.now())
  const browser: Browser<Session> = {
    get cookieHeader() {
      return jar.headers().cookie
    },
    async visit(handler, options = {}) {
      const { cookieHeader } = browser
      const edits = await runRequest(sessions, handler, { cookieHeader, ...defaults, ...options })
      browser.keep(edits)
      return edits
    },
    async peek() {
      const { cookieHeader } = browser
      const context = sessions.context({
        cookieHeader,
        path: '/',
        isSecure: false,
        raw: undefined,
        ...defaults,
      })
      const view = await sessions.peek(context)
      await context.commit({ status: 200, cacheControl: 'no-store' })
      return view
    },
    keep: ({ setCookie }) => jar.keep(setCookie),
  }
  return browser
}

/** The code of the error that a promise rejects with; `undefined` when it does not. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
    return undefined
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error ? error.code : error
  }
}
