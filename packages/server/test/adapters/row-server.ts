import { createServer } from 'node:http'
import compression from 'compression'
import helmet from 'helmet'
import morgan from 'morgan'
import type { Middleware } from '../../src/adapters/express.ts'
import { listen } from '../listen.ts'
import { exchange, type Outcome } from './exchange.ts'
import type { Host } from './hosts.ts'
import type { Row } from './rows.ts'

export const compressions = ['no compression', 'compression before', 'compression after'] as const

/** What the client got of a row, what its handler saw, and what the access log says. */
export interface Run {
  readonly outcome: Outcome
  readonly seen: readonly unknown[]
  readonly logged: readonly string[]
}

export interface RowServer {
  run(row: Row): Promise<Run>
  close(): Promise<void>
}

interface Current {
  readonly row: Row
  readonly seen: unknown[]
  readonly logged: string[]
  closed(): void
}

/** An app that answers rows, beside what apps mount: helmet, morgan, compression before or after `ours`. */
export async function startRowServer(
  host: Host,
  compressed: (typeof compressions)[number],
  ours: readonly Middleware[],
): Promise<RowServer> {
  const current = new Map<string, Current>()
  const of = (url = ''): Current => {
    const found = current.get(url)
    if (!found) throw new Error(`Nobody asked for ${url}.`)
    return found
  }
  const log = morgan<import('node:http').IncomingMessage, import('node:http').ServerResponse>(
    (tokens, request, response) => {
      of(request.url).logged.push(
        `${tokens.status?.(request, response)} ${tokens.res?.(request, response, 'content-type')}`,
      )
      return undefined
    },
  )
  const compress = compression() as unknown as Middleware
  const listener = host.toListener(
    [
      helmet() as Middleware,
      log,
      ...(compressed === 'compression before' ? [compress] : []),
      ...ours,
      ...(compressed === 'compression after' ? [compress] : []),
    ],
    (request, response) => {
      const { row, seen, closed } = of(request.url)
      response.once('close', () => setImmediate(closed))
      // What makes the session new, so that it has to be saved.
      if ('session' in request) Object.assign(request.session as object, { seen: true })
      return row.answer(response, (each) => seen.push(each), request)
    },
  )
  const server = await listen(createServer(listener))
  let runs = 0
  return {
    close: server.close,
    async run(row) {
      const path = `/${runs++}`
      let closed = (): void => {}
      const closing = new Promise<void>((resolve) => {
        closed = resolve
      })
      const mine: Current = { row, seen: [], logged: [], closed }
      current.set(path, mine)
      const headers = { 'accept-encoding': 'gzip', accept: 'text/html' }
      const outcome = await exchange({ port: server.port, path, method: row.method ?? 'GET', headers })
      await closing
      return { outcome, seen: mine.seen, logged: mine.logged }
    },
  }
}
