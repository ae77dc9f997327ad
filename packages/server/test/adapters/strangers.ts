import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Middleware } from '../../src/adapters/express.ts'
import { type Handler, type Host, hosts } from './hosts.ts'

/** What came of one request. */
export interface Visited {
  readonly status: number
  readonly body: string
  readonly cookie: string | undefined
}

/** A host or a middleware that does not know of the gate. */
export interface Stranger {
  readonly name: string
  /** One request through `session`, which is to be answered by what `count` says. */
  visit(session: Middleware, cookie?: string): Promise<Visited>
}

/** Counts in the session, so that it has to be saved, and says how far. */
export function count(request: IncomingMessage): string {
  if (!('session' in request)) throw new Error('The request has no session.')
  const session = request.session as { views?: number }
  session.views = (session.views ?? 0) + 1
  return `views ${session.views}`
}

export const answer: Handler = (request, response) => void response.end(count(request))

/** Runs the middleware, then the handler; rejects where the middleware refuses the request. */
export function run(
  session: Middleware,
  request: IncomingMessage,
  response: ServerResponse,
  handler: Handler = answer,
): Promise<void> {
  return new Promise((resolve, reject) =>
    session(request, response, (error) => {
      if (error !== undefined) return reject(error)
      try {
        resolve(handler(request, response) as void | Promise<void>)
      } catch (failure) {
        reject(failure)
      }
    }),
  )
}

/** The host of that name. */
export function host(name: string): Host {
  const found = hosts.find((each) => each.name === name)
  if (!found) throw new Error(`There is no host ${name}.`)
  return found
}
