import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { SessionError } from '../../src/errors.ts'
import type { Backend } from './backend.ts'
import type { Host } from './hosts.ts'

/** What every host's `req.session` has. */
interface Session {
  user?: string
  touch(): unknown
  reload(done: (error?: unknown) => void): unknown
  destroy(done: (error?: unknown) => void): unknown
  [key: string]: unknown
}

type Handler = (session: Session, name: string) => unknown

const handlers: Record<string, Handler> = {
  'sign-in'(session, name) {
    session.user = name
  },
  look: () => {},
  touch: (session) => session.touch(),
  set(session, name) {
    session[name] = true
  },
  reload: (session) =>
    new Promise<void>((resolve, reject) => {
      session.reload((error) => (error ? reject(error) : resolve()))
    }),
  'sign-out': (session) =>
    new Promise<void>((resolve, reject) => {
      session.destroy((error) => (error ? reject(error) : resolve()))
    }),
}

/** Visits `/act/name` of an app, as one browser. */
export interface Browser {
  cookie: string
}

export interface App {
  /** What the session held when the handler was done, and the status. */
  visit(browser: Browser, path: string): Promise<{ status: number; data: Record<string, unknown> }>
  /** The same, but the handler waits, its session loaded, until `meanwhile` is done. */
  overlap(browser: Browser, path: string, meanwhile: () => Promise<unknown>): Promise<{ status: number }>
  close(): Promise<void>
}

/** An app over a store, on a port of its own. */
export async function startApp(host: Host, backend: Backend, place: string): Promise<App> {
  const { store, close } = await backend.open(host.module, place)
  const middleware = host.middleware(store)
  let waiting: { entered: () => void; opened: Promise<unknown> } | undefined

  const server = createServer((request, response) => {
    const fail = (error: unknown): void => {
      response.statusCode = error instanceof SessionError ? error.status : 500
      response.end(JSON.stringify({ error: String(error) }))
    }
    middleware(request, response, (error) => {
      if (error) return fail(error)
      act(request).then((data) => response.end(JSON.stringify(data)), fail)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined

  async function act(request: IncomingMessage): Promise<object> {
    const [, name = '', argument = ''] = String(request.url).split('/')
    const session = sessionOf(request)
    // Reading it is what loads it.
    void session.user
    if (waiting !== undefined) {
      const { entered, opened } = waiting
      waiting = undefined
      entered()
      await opened
    }
    await handlers[name]?.(session, argument)
    return { ...sessionOf(request) }
  }

  async function visit(browser: Browser, path: string) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie: browser.cookie } })
    for (const line of response.headers.getSetCookie()) browser.cookie = line.split(';', 1)[0] ?? ''
    // session-file-store adds a field of its own, as it does with express-session.
    const { cookie: _, __lastAccess: __, ...data } = JSON.parse(await response.text())
    return { status: response.status, data }
  }

  return {
    visit,
    async overlap(browser, path, meanwhile) {
      let open = (): void => {}
      const opened = new Promise<void>((resolve) => {
        open = resolve
      })
      const answer = new Promise<{ status: number }>((resolve, reject) => {
        waiting = { entered: () => meanwhile().then(open, reject), opened }
        visit(browser, path).then(resolve, reject)
      })
      return await answer
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await close()
    },
  }
}

function sessionOf(request: IncomingMessage & { session?: unknown }): Session {
  return (request.session ?? {}) as Session
}
