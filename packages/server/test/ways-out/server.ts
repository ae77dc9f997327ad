import express, { type NextFunction, type Request, type Response } from 'express'
import { sessionEndpoints } from '../../src/adapters/express.ts'
import { createSessions } from '../../src/index.ts'
import { exchangeAs, type Seen } from '../adapters/exchange.ts'
import { CookieJar } from '../cookie-jar.ts'
import { openPort } from '../open-port.ts'
import type { Opened } from './doors.ts'

/** What both doors' sessions can do, with a callback. */
interface AnySession {
  user?: unknown
  save(callback: (error?: unknown) => void): unknown
  regenerate(callback: (error?: unknown) => void): unknown
  destroy(callback: (error?: unknown) => void): unknown
  rotate?(callback: (error?: unknown) => void): unknown
}

export function sessionOf(request: Request): AnySession {
  return request.session as unknown as AnySession
}

function done(start: (callback: (error?: unknown) => void) => unknown): Promise<void> {
  return new Promise((resolve, reject) => void start((error) => (error ? reject(error) : resolve())))
}

/** What middleware does before the answer is made. */
export const deeds: Readonly<Record<string, (request: Request) => Promise<void>>> = {
  async 'signed in, and saved'(request) {
    sessionOf(request).user = 'ada'
    await done((callback) => sessionOf(request).save(callback))
  },
  async 'signed in by assignment'(request) {
    sessionOf(request).user = 'ada'
  },
  async regenerated(request) {
    await done((callback) => sessionOf(request).regenerate(callback))
    sessionOf(request).user = 'ada'
    await done((callback) => sessionOf(request).save(callback))
  },
  async rotated(request) {
    await done((callback) => sessionOf(request).rotate?.(callback) ?? sessionOf(request).save(callback))
  },
  async destroyed(request) {
    await done((callback) => sessionOf(request).destroy(callback))
  },
  async renamed(request) {
    sessionOf(request).user = 'grace'
  },
  async 'destroyed by assignment'(request) {
    Object.assign(request, { session: null })
  },
}

export type Handler = (request: Request, response: Response, next: NextFunction) => unknown

/** How the app answers, beside the endpoints. */
export const pages: Readonly<Record<string, (opened: Opened) => Handler>> = {
  '/page': () => (_request, response) => response.end('page'),
  '/streamed': () => (_request, response) => {
    response.write('one')
    response.end('two')
  },
  '/not-modified': () => (_request, response) => response.status(304).end(),
  '/public': () => (_request, response) => response.set('Cache-Control', 'public, max-age=60').end('page'),
  '/error': () => (_request, _response, next) => next(new Error('broken')),
  '/thrown': () => () => {
    throw new Error('broken')
  },
  '/not-json': () => (request, response) => {
    if (request.session) Object.assign(request.session, { big: 1n })
    response.end('page')
  },
  '/store-down':
    ({ store }) =>
    (request, response) => {
      store.isDown = true
      if (request.session) Object.assign(request.session, { more: 1 })
      response.end('page')
    },
  '/ignored': () => (request, response) => {
    const fail = (): never => {
      throw new Error('broken')
    }
    if (request.session && 'update' in request.session) void request.session.update(fail)
    response.end('page')
  },
}

/** Serves everything until the test is over. `ask` sends a request with a cookie jar of one browser. */
export async function serve(opened: Opened) {
  const { middleware, sessions, store } = opened
  const others = createSessions({ secret: 'another secret that is long enough', name: 'other' })
  const app = express()
  app.use(middleware)
  app.use(async (request, _response, next) => {
    const deed = deeds[String(request.headers['x-deed'])]
    await deed?.(request)
    next()
  })
  app.use('/session', sessionEndpoints(sessions as never, { onError: () => {} }))
  app.use('/other', sessionEndpoints(others))
  app.use('/down', (_request, _response, next) => {
    store.isDown = true
    next()
  })
  app.use('/down', sessionEndpoints(sessions as never, { onError: () => {} }))
  app.get('/who', (request, response) => response.json(sessionOf(request)?.user ?? null))
  for (const [path, toHandler] of Object.entries(pages)) app.get(path, toHandler(opened))
  app.use((_error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next()
    response.status(500).end('failed')
  })
  const port = await openPort(app)
  const jar = new CookieJar()
  return {
    jar,
    ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Seen> {
      return exchangeAs(jar, { port, path, method, headers })
    },
  }
}

export function setCookieOf({ headers }: Seen): string[] {
  return [headers['set-cookie'] ?? []].flat()
}
