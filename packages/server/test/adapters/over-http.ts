import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import { createGunzip } from 'node:zlib'
import compression from 'compression'
import morgan from 'morgan'
import type { Middleware } from '../../src/adapters/express.ts'
import { cookieIn } from '../cookie-jar.ts'
import { listen } from '../listen.ts'
import { exchange } from './exchange.ts'
import type { Handler } from './hosts.ts'
import { count, host, run, type Stranger, type Visited } from './strangers.ts'

async function visitServer(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  cookie: string | undefined,
): Promise<Visited> {
  const { port, close } = await listen(createServer(listener))
  const outcome = await exchange({ port, path: '/', headers: cookie === undefined ? {} : { cookie } })
  await close()
  if (outcome === 'cut') throw new Error('The connection was cut.')
  const { status, body, headers } = outcome
  return { status, body, cookie: cookieIn(headers['set-cookie']) }
}

function answering(name: string, handler: Handler): Stranger {
  return {
    name,
    visit: (session, cookie) =>
      visitServer((request, response) => void run(session, request, response, handler), cookie),
  }
}

/** Answers, and passes the error on all the same: whoever handles it last destroys the connection. */
function answersAndPassesOn(hostName: string): Stranger {
  return {
    name: `an error handler on ${hostName} that answers and calls next(error)`,
    visit(session, cookie) {
      const fails: Middleware = (request, response, next) => {
        response.end(count(request))
        next(Object.assign(new Error('broken'), { stack: '' }))
      }
      return visitServer(
        host(hostName).toListener([session, fails], () => {}),
        cookie,
      )
    },
  }
}

/** Log lines of `on-finished`, which takes a response for finished that has ended. */
const accessLog = answering('an access log that begins after the answer', async (request, response) => {
  response.end(count(request))
  await new Promise<void>((resolve, reject) => {
    const log = morgan<IncomingMessage, ServerResponse>(() => {
      if (response.writableFinished) resolve()
      else reject(new Error('It is told of as finished, and is not.'))
      return undefined
    })
    log(request, response, () => {})
  }).catch((error) => response.destroy(error))
})

/** A stream of events; the reader hangs up after the first one. */
const flushed: Stranger = {
  name: 'compression before, and a flush after an event',
  async visit(session, cookie) {
    const compress = compression() as unknown as Middleware
    const listener = host('Express 5').toListener([compress, session], (request, response) => {
      response.setHeader('Content-Type', 'text/event-stream')
      response.write(count(request))
      if ('flush' in response && typeof response.flush === 'function') response.flush()
    })
    const { port, close } = await listen(createServer(listener))
    const headers = { 'accept-encoding': 'gzip', ...(cookie !== undefined && { cookie }) }
    const visited = await new Promise<Visited>((resolve, reject) => {
      const outgoing = get({ host: '127.0.0.1', port, headers, agent: false }, (incoming) => {
        const { statusCode = 0, headers } = incoming
        incoming.pipe(createGunzip()).once('data', (event) => {
          resolve({ status: statusCode, body: String(event), cookie: cookieIn(headers['set-cookie']) })
          outgoing.destroy()
        })
      }).on('error', reject)
    })
    await close()
    return visited
  },
}

export const httpStrangers: readonly Stranger[] = [
  accessLog,
  flushed,
  answering('a handler that answers again where it sees no end', (request, response) => {
    response.end(count(request))
    if (!response.writableEnded) response.end('and again')
  }),
  answering('a handler that answers again where it sees no headers', (request, response) => {
    response.end(count(request))
    if (!response.headersSent) response.end('and again')
  }),
  ...['Express 5', 'Express 4', 'connect', 'node:http'].map(answersAndPassesOn),
]
