import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Middleware } from '../../src/adapters/express.ts'
import { createExchange } from '../differential/exchange.ts'
import { parseReceived } from '../differential/received.ts'

/** What a browser gets. */
export interface Received {
  readonly status: number
  readonly setCookie: readonly string[]
  readonly body: string
}

export interface Sent {
  /** Hears of what goes to the app's error handler, also when the response has left. */
  readonly onError: (error: unknown) => void
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  readonly cookie: string | undefined
}

/** Sends one request through handlers, with Node's own request and response and no network between. */
export function send(
  { method, url, cookie, onError }: Sent,
  handlers: readonly Middleware[],
): Promise<Received | 'cut off'> {
  return new Promise((resolve) => {
    const plan = { method, url, isEncrypted: false, headers: { 'sec-fetch-site': 'same-origin' } }
    const exchange = createExchange(plan, cookie, { onBytes: () => {}, onError: () => {} })
    const { request, response } = exchange
    response.on('close', () => {
      const { status, headers, body } = parseReceived(exchange.received())
      const code = Number(status.split(' ')[1])
      resolve(
        response.writableFinished && !Number.isNaN(code)
          ? { status: code, setCookie: headers['set-cookie'] ?? [], body }
          : 'cut off',
      )
    })
    run(handlers, request, response, onError)
  })
}

function run(
  handlers: readonly Middleware[],
  request: IncomingMessage,
  response: ServerResponse,
  onError: (error: unknown) => void,
): void {
  const next = (index: number, error?: unknown): void => {
    const handler = handlers[index]
    if (error !== undefined || handler === undefined) {
      if (error !== undefined) onError(error)
      fail(response)
      return
    }
    try {
      handler(request, response, (failed?: unknown) => next(index + 1, failed))
    } catch {
      fail(response)
    }
  }
  next(0)
}

/** What an app's error handler does. */
function fail(response: ServerResponse): void {
  if (response.writableFinished) return
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.statusCode = 500
  response.end('failed')
}
