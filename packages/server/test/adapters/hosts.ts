import type { IncomingMessage, ServerResponse } from 'node:http'
import connect from 'connect'
import express from 'express'
import express4 from 'express4'
import type { Middleware, Next } from '../../src/adapters/express.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

/** Something to mount the middleware on. */
export interface Host {
  readonly name: string
  readonly isExpress: boolean
  /** The listener of a server that runs the middleware in order, then the handler. */
  toListener(
    middleware: readonly Middleware[],
    handler: Handler,
  ): (request: IncomingMessage, response: ServerResponse) => void
}

interface App {
  (request: IncomingMessage, response: ServerResponse): void
  use(middleware: Middleware): unknown
}

function onApp(name: string, isExpress: boolean, createApp: () => App): Host {
  return {
    name,
    isExpress,
    toListener(middleware, handler) {
      const app = createApp()
      for (const each of middleware) app.use(each)
      app.use((request, response) => void handler(request, response))
      return (request, response) => app(request, response)
    },
  }
}

/** No framework: each middleware is called with the next one, and an error is answered as Express would. */
const bare: Host = {
  name: 'node:http',
  isExpress: false,
  toListener(middleware, handler) {
    return (request, response) => {
      const fail = (): void => {
        if (response.headersSent) return void response.destroy()
        response.statusCode = 500
        response.end('failed')
      }
      const run = (at: number): void => {
        const each = middleware[at]
        const next: Next = (error) => (error === undefined ? run(at + 1) : fail())
        try {
          if (each) each(request, response, next)
          else handler(request, response)
        } catch {
          fail()
        }
      }
      run(0)
    }
  },
}

export const hosts: readonly Host[] = [
  onApp('Express 5', true, () => express()),
  onApp('Express 4', true, () => express4() as App),
  onApp('connect', false, () => connect()),
  bare,
]
