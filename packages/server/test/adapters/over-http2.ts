import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { connect, createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import compression from 'compression'
import type { Middleware } from '../../src/adapters/express.ts'
import { cookieIn } from '../cookie-jar.ts'
import type { Handler } from './hosts.ts'
import { count, host, type Stranger } from './strangers.ts'

/** An answer over HTTP/2, or the code that the stream was reset with. */
export type Http2Outcome =
  | { readonly headers: IncomingHttpHeaders & { ':status'?: number }; readonly body: string }
  | { readonly reset: number }

export type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** One request to a server of the compatibility API, without TLS. */
export async function exchangeHttp2(
  listener: Listener,
  headers: Readonly<Record<string, string>> = {},
  content?: string,
): Promise<Http2Outcome> {
  // What Node.js hands out there is, to apps, a request and a response as any.
  const server = createServer(listener as never)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  try {
    const stream = client.request({ ':path': '/', ...headers }, { endStream: content === undefined })
    if (content !== undefined) stream.end(content)
    let answered: IncomingHttpHeaders = {}
    stream.on('response', (each) => {
      answered = each
    })
    const closed = new Promise<void>((resolve) => stream.once('close', resolve))
    const body = await text(stream).catch(() => '')
    await closed
    return stream.rstCode === 0 ? { headers: answered, body } : { reset: stream.rstCode }
  } finally {
    client.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
}

function answering(name: string, handler: Handler, before: readonly Middleware[] = []): Stranger {
  return {
    name: `HTTP/2, ${name}`,
    async visit(session, cookie) {
      const listener = host('node:http').toListener([...before, session], handler)
      const outcome = await exchangeHttp2(listener, cookie === undefined ? {} : { cookie })
      if ('reset' in outcome) throw new Error(`The stream was reset: ${outcome.reset}.`)
      const { ':status': status = 0, 'set-cookie': setCookie } = outcome.headers
      return { status, body: outcome.body, cookie: cookieIn(setCookie) }
    },
  }
}

export const http2Strangers: readonly Stranger[] = [
  answering('end', (request, response) => response.end(count(request))),
  answering('writeHead, write and end', (request, response) => {
    const body = count(request)
    response.writeHead(200, { 'content-type': 'text/plain' })
    response.write(body)
    response.end()
  }),
  answering('a list of headers and trailers', (request, response) => {
    const body = count(request)
    response.writeHead(200, ['x-many', 'a', 'x-many', 'b'])
    response.addTrailers({ 'x-sum': '1' })
    response.end(body)
  }),
  answering('a handler that answers again where it sees no end', (request, response) => {
    response.end(count(request))
    if (!response.writableEnded) response.end('and again')
    if (!response.writableEnded) response.write('and again')
  }),
  answering(
    'compression before',
    (request, response) => {
      response.setHeader('Content-Type', 'text/plain')
      response.write(count(request))
      response.end()
    },
    [compression({ threshold: 0 }) as unknown as Middleware],
  ),
  answering('flushHeaders', (request, response) => {
    const body = count(request)
    response.flushHeaders()
    setImmediate(() => response.end(body))
  }),
]
