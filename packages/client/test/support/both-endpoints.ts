import { once } from 'node:events'
import { createServer, IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSessions, memoryStore } from '@sojourn/server'
import { session, sessionEndpoints } from '@sojourn/server/express'
import { manualClock } from '@sojourn/server/testing'
import express from 'express'
import { setupServer } from 'msw/node'
import { CookieJar } from '../../../server/test/cookie-jar.ts'
import { createTestSessions } from '../../src/testing/index.ts'

/** What the server exposes of a session in these tests. */
export interface Exposed {
  readonly name: string
}

export interface Asked {
  readonly method?: string
  /** Below the mount point of the endpoints. */
  readonly path?: string
}

/** Session endpoints with one browser before them. Both kinds begin at the same time, with nobody signed in. */
export interface Endpoints {
  ask(asked: Asked): Promise<Response>
  signIn(name: string): Promise<void>
  /** Changes what the server exposes, from outside of the browser. */
  rename(name: string): Promise<void>
  /** A request of the app's own; what it says in `Sojourn-Session`. */
  visit(): Promise<string | null>
  /** Signs out by a route of the app's own. */
  end(): Promise<void>
  advance(milliseconds: number): void
  close(): Promise<void>
}

/** `@sojourn/server` as an app has it. */
export async function realEndpoints(): Promise<Endpoints> {
  const clock = manualClock()
  const sessions = createSessions({
    secret: 'a secret for tests, long enough to sign with',
    store: memoryStore({ clock }),
    announce: true,
    expose: ({ name }) => ({ name: String(name) }),
    // Somebody else's change is no activity of this browser's.
    activity: (request) => request instanceof IncomingMessage && !request.url?.startsWith('/rename'),
    clock,
  })
  const app = express()
  app.use('/session', sessionEndpoints(sessions))
  app.use(session(sessions))
  app.post('/sign-in/:name', async (request, response) => {
    await request.session.regenerate()
    request.session.name = request.params.name
    response.end()
  })
  app.post('/rename/:name', (request, response) => {
    request.session.name = request.params.name
    response.end()
  })
  app.post('/sign-out', async (request, response) => {
    await request.session.destroy()
    response.end()
  })
  app.get('/page', (request, response) => void response.end(`Hello, ${request.session.name}`))
  const server = createServer(app)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const jar = new CookieJar()

  async function send(method: string, path: string): Promise<Response> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: jar.headers() })
    jar.keep(response.headers.getSetCookie())
    return response
  }
  return {
    ask: ({ method = 'GET', path = '' }) => send(method, `/session${path}`),
    async signIn(name) {
      await send('POST', `/sign-in/${name}`)
    },
    async rename(name) {
      await send('POST', `/rename/${name}`)
    },
    visit: async () => (await send('GET', '/page')).headers.get('Sojourn-Session'),
    async end() {
      await send('POST', '/sign-out')
    },
    advance: (milliseconds) => clock.advance(milliseconds),
    async close() {
      server.close()
      server.closeAllConnections()
      await sessions.close()
    },
  }
}

/** The handlers for tests, in Node. */
export async function playedEndpoints(): Promise<Endpoints> {
  const clock = manualClock()
  const sessions = createTestSessions<Exposed>({ url: 'http://sojourn.test/session', clock })
  const network = setupServer(...sessions.handlers)
  network.listen({ onUnhandledFrame: 'error' })
  return {
    ask: ({ method = 'GET', path = '' }) => fetch(`http://sojourn.test/session${path}`, { method }),
    signIn: async (name) => sessions.signIn({ name }),
    rename: async (name) => sessions.update({ name }),
    visit: async () => new Headers(sessions.visit()).get('Sojourn-Session'),
    end: async () => sessions.end(),
    advance: (milliseconds) => clock.advance(milliseconds),
    close: async () => network.close(),
  }
}
