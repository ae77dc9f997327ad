import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Clock, createSessions, memoryStore, type SessionsOptions, systemClock } from '@sojourn/server'
import { loadSession, session, sessionEndpoints } from '@sojourn/server/express'
import { bundle } from '../../support/bundle.ts'

export interface AppOptions
  extends Pick<SessionsOptions, 'idleTimeout' | 'absoluteTimeout' | 'touchAfter' | 'announce'> {
  /** The script at `/service-worker.js`. */
  readonly serviceWorker?: string
}

export interface App {
  readonly origin: string
  /** What the tabs asked the session endpoints, such as `POST /session/touch`. */
  readonly requests: string[]
  /** The tabs that asked, one entry a request. */
  readonly askers: string[]
  /** The pages that were loaded without the client: where a form, a link or a popup leads in the end. */
  readonly visits: string[]
  /** Lets time pass on the server's clock. */
  letPass(milliseconds: number): void
  /** Ends all sessions of a user, as an administrator does. */
  revoke(name: string): Promise<void>
  /** Keeps back, until called, what is asked of the endpoints or what they answer; of one tab, or of all. */
  hold(what: 'requests' | 'answers', asker?: string): () => void
  close(): Promise<void>
}

interface Held {
  readonly what: 'requests' | 'answers'
  readonly asker: string | undefined
  readonly until: Promise<void>
}

/** The page of a tab, with the client in it, as a script that sets `app`. */
export function bundlePage(entry: URL = new URL('page.ts', import.meta.url)): Promise<string> {
  return bundle(entry, 'app')
}

/** An app with real sessions: whoever signs in gets one, and every page shows it. */
export async function serveApp(script: string, { serviceWorker, ...options }: AppOptions = {}): Promise<App> {
  const requests: string[] = []
  const askers: string[] = []
  const visits: string[] = []
  let passed = 0
  let held: Held | undefined
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + passed }
  const store = memoryStore({ clock })
  const sessions = createSessions({
    secret: 'a secret that is long enough for tests',
    store,
    expose: ({ user }) => ({ name: typeof user === 'string' ? user : null }),
    subject: ({ user }) => (typeof user === 'string' ? user : null),
    clock,
    ...options,
  })
  const middleware = session(sessions)
  const endpoints = sessionEndpoints(sessions, { path: '/session' })

  /** By the client's page, or, where it says what comes `then`, as by an app that knows no client. */
  async function signIn(
    request: IncomingMessage,
    response: ServerResponse,
    parameters: URLSearchParams,
  ): Promise<void> {
    Object.assign(await loadSession(request), { user: parameters.get('name') ?? '' })
    const next = parameters.get('then')
    response.writeHead(next ? 303 : 204, next ? { Location: next } : {}).end()
  }
  /** A sign-out by a plain form or link, as of an app that knows no client. */
  async function signOut(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await (await loadSession(request)).destroy()
    response.writeHead(303, { Location: '/elsewhere' }).end()
  }
  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin)
    if (pathname === '/sign-in') {
      middleware(request, response, () => void signIn(request, response, searchParams))
      return
    }
    if (pathname === '/sign-out') {
      middleware(request, response, () => void signOut(request, response))
      return
    }
    if (pathname === '/service-worker.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(serviceWorker)
      return
    }
    const hasClient = pathname.startsWith('/app')
    if (!hasClient) visits.push(pathname)
    // A private page that the browser may keep for Back.
    response.setHeader('Cache-Control', 'private, no-cache')
    response.setHeader('Content-Type', 'text/html')
    response.end(
      `<!doctype html><link rel=icon href=data:,><main></main>${hasClient ? `<script>${script}</script>` : ''}`,
    )
  }
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith('/session')) {
      const asker = new URL(request.headers.referer ?? '?', origin).searchParams.get('tab') ?? ''
      requests.push(`${request.method} ${request.url}`)
      askers.push(asker)
      if (held && asker === (held.asker ?? asker)) {
        if (held.what === 'requests') await held.until
        else holdBack(response, held.until)
      }
    }
    endpoints(request, response, () => answer(request, response))
  }
  const server = createServer((request, response) => void handle(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It listens at no port.')
  const origin = `http://127.0.0.1:${address.port}`

  return {
    origin,
    requests,
    askers,
    visits,
    letPass(milliseconds) {
      passed += milliseconds
    },
    async revoke(name) {
      await store.deleteSubject(name)
    },
    hold(what, asker) {
      const { promise: until, resolve } = Promise.withResolvers<void>()
      held = { what, asker, until }
      return () => {
        held = undefined
        resolve()
      }
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await sessions.close()
    },
  }
}

function holdBack(response: ServerResponse, until: Promise<void>): void {
  const end = response.end.bind(response)
  response.end = (...body: unknown[]) => {
    void until.then(() => Reflect.apply(end, response, body))
    return response
  }
}
