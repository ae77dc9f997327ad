import type { IncomingMessage, ServerResponse } from 'node:http'
import express from 'express'
import theirs from 'express-session'
import express4 from 'express4'
import ours, { type SessionOptions } from '../../src/express-session/index.ts'
import type { Session } from '../../src/express-session/session.ts'

import type { HostRequest } from '../../src/express-session/session-options.ts'

import { freezeData } from '../deep-freeze.ts'
import { openPort } from '../open-port.ts'

export const secret = 'a secret for tests'

export interface Request extends HostRequest {
  session: Session & Record<string, unknown>
  sessionID: string
  secret?: string
}
export type Response = ServerResponse
export type Next = (error?: unknown) => void
export type Handler = (request: Request, response: Response, next: Next) => unknown
type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void
type ErrorHandler = (error: unknown, request: Request, response: Response, next: Next) => unknown

interface App {
  (request: IncomingMessage, response: ServerResponse): void
  use(...handlers: (string | Middleware | Handler | ErrorHandler)[]): unknown
}

/** The two Expresses, as far as the tests use them. */
export const hosts: readonly { readonly name: string; createApp(): App }[] = [
  { name: 'Express 5', createApp: () => express() as unknown as App },
  { name: 'Express 4', createApp: () => express4() as unknown as App },
]

/** What both middlewares are called with. */
export type Module = (options: SessionOptions) => Middleware
export const modules = {
  'express-session': theirs as unknown as Module,
  '@sojourn/server/express-session': ours as Module,
}

/** The options that both documentations recommend. */
export const recommended = { secret, resave: false, saveUninitialized: false }

/** Serves an app until the test is over; the answer is its port. */
export async function serve(
  middleware: Middleware,
  handlers: Readonly<Record<string, Handler>>,
  { createApp = () => express() as unknown as App, before = [] as Middleware[], onError }: Setup = {},
): Promise<number> {
  const app = createApp()
  for (const each of before) app.use(each)
  app.use(middleware)
  for (const [path, handler] of Object.entries(handlers)) app.use(path, freezing(handler))
  app.use((error: unknown, _request: Request, response: Response, next: Next) => {
    onError?.(error)
    // Express' own handler cuts what is not sent whole.
    if (response.headersSent) return next(error)
    response.statusCode = 500
    response.end('failed')
  })
  const port = await openPort(app)
  return port
}

/** The handler, whose data are frozen when it answers: nothing that it assigned is changed by anybody else. */
function freezing(handler: Handler): Handler {
  return (request, response, next) => {
    const seen = new Set<object>()
    const watched = new Proxy(request, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key)
        if (key === 'session' && typeof value === 'object' && value !== null) seen.add(value)
        return value
      },
    })
    const { end } = response
    const answer = (...args: unknown[]): unknown => {
      for (const session of seen) freezeData(session)
      return Reflect.apply(end, response, args)
    }
    Object.assign(response, { end: answer })
    return handler(watched, response, next)
  }
}

export interface Setup {
  readonly createApp?: () => App
  readonly before?: Middleware[]
  readonly onError?: (error: unknown) => void
}

export interface Answer {
  readonly status: number
  readonly body: string
  readonly setCookie: string[]
  readonly headers: Headers
}

/** A browser that keeps the one cookie it is given. */
export class Browser {
  cookie: string
  readonly #port: number

  constructor(port: number, cookie = '') {
    this.#port = port
    this.cookie = cookie
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${this.#port}${path}`, {
      headers: { ...(this.cookie !== '' && { cookie: this.cookie }), ...headers },
      redirect: 'manual',
    })
    const setCookie = response.headers.getSetCookie()
    const [pair = ''] = setCookie.at(-1)?.split(';') ?? []
    if (pair !== '') this.cookie = pair
    const { status, headers: answered } = response
    return { status, body: await response.text(), setCookie, headers: answered }
  }
}
