import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Middleware, session, sessionEndpoints } from '../../src/adapters/express.ts'
import type { Sessions } from '../../src/index.ts'
import { exchange } from '../adapters/exchange.ts'
import type { Handler } from '../adapters/hosts.ts'
import { exchangeHttp2 } from '../adapters/over-http2.ts'
import { host } from '../adapters/strangers.ts'
import { CookieJar, readSetCookie } from '../cookie-jar.ts'
import { openPort } from '../open-port.ts'

/** What one answer said to its browser. */
export interface Told {
  readonly status: number
  /** `Set-Cookie`, by the name of the cookie. */
  readonly set: Readonly<Record<string, string>>
  readonly said: string | undefined
  /** `Cache-Control`. */
  readonly cache: unknown
  readonly body: string
}

type Headers = Readonly<Record<string, string>>
type Answer = Omit<Told, 'set' | 'said' | 'cache'> & { readonly headers: Readonly<Record<string, unknown>> }

export interface Door {
  readonly name: string
  /** Serves until the test is over. */
  open(
    listener: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<(method: string, path: string, headers: Headers) => Promise<Answer>>
}

const http1: Door['open'] = async (listener) => {
  const port = await openPort(listener)
  return async (method, path, headers) => {
    const outcome = await exchange({ port, method, path, headers })
    if (outcome === 'cut') throw new Error('The connection was cut.')
    return outcome
  }
}

const http2: Door['open'] = async (listener) => async (method, path, headers) => {
  const outcome = await exchangeHttp2(listener, { ':method': method, ':path': path, ...headers })
  if ('reset' in outcome) throw new Error(`The stream was reset: ${outcome.reset}.`)
  return { status: outcome.headers[':status'] ?? 0, headers: outcome.headers, body: outcome.body }
}

const doors = [
  ['Express', 'Express 5', http1],
  ['node:http', 'node:http', http1],
  ['HTTP/2', 'node:http', http2],
] as const

export const doorNames: readonly string[] = doors.map(([name]) => name)

/**
 * An app of those sessions behind a door, with one browser. `/session` are the endpoints; everything else is `handler`'s,
 * which is asked by the path.
 */
export async function serve(
  doorName: string,
  sessions: Sessions<never, never>,
  handler: Handler,
): Promise<{
  ask(path: string, method?: string): Promise<Told>
  readonly jar: Map<string, string>
}> {
  const [, hostName, open] = doors.find(([name]) => name === doorName) ?? doors[0]
  const endpoints = sessionEndpoints(sessions as never, { path: '/session', onError: () => {} })
  const middleware: Middleware[] = [
    (request, response, next) => endpoints(request, response, next),
    session(sessions as never, { onCommitError: () => {} }),
  ]
  const send = await open(host(hostName).toListener(middleware, handler))
  const jar = new CookieJar()
  return {
    jar,
    async ask(path, method = 'GET') {
      const { headers, ...answer } = await send(method, path, jar.headers())
      const lines = [headers['set-cookie'] ?? []].flat().map(String)
      jar.keep(lines)
      const set = Object.fromEntries(lines.map((line) => [readSetCookie(line).name, line]))
      const said = headers['sojourn-session']
      return {
        ...answer,
        set,
        said: said === undefined ? undefined : String(said),
        cache: headers['cache-control'],
      }
    },
  }
}
