// A server in a process of its own, started by `loopback.ts` with a channel: `node loopback-server.ts <entry> express|http`.
// It sends its port, then its CPU time so far, in microseconds, whenever it gets a message.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { type Entry, entries, type Host } from './cases.ts'
import { dataOf } from './data.ts'
import type { Mount } from './entries/mount.ts'

/** What the middleware makes of a request. */
interface Visit extends IncomingMessage {
  session?: { name?: unknown }
}

const data = dataOf(136)

/** The length is told, so that nobody sends it in pieces. */
function respond(response: ServerResponse): void {
  response.setHeader('content-length', 2)
  response.end('ok')
}

/** What each path does with the session, the same on both hosts. */
const handlers: Readonly<Record<string, (request: Visit, response: ServerResponse) => void>> = {
  '/untouched': (_request, response) => respond(response),
  '/read': (request, response) => {
    if (request.session !== undefined && request.session.name !== data.name) response.statusCode = 500
    respond(response)
  },
  '/sign-in': (request, response) => {
    if (request.session !== undefined) Object.assign(request.session, data)
    respond(response)
  },
}

function onExpress({ mount }: Mount): RequestListener {
  const app = express()
  app.disable('x-powered-by')
  mount(app)
  for (const [path, handler] of Object.entries(handlers)) app.get(path, handler)
  return app
}

function onHttp({ mount }: Mount): RequestListener {
  const answer: RequestListener = (request, response) => handlers[request.url ?? '']?.(request, response)
  let listener = answer
  mount({
    use(middleware) {
      listener = (request, response) => middleware(request, response, () => answer(request, response))
    },
  })
  return listener
}

const hosts: Readonly<Record<Host, (entry: Mount) => RequestListener>> = { express: onExpress, http: onHttp }

const [entryName, hostName] = process.argv.slice(2)
const entry = entries.find((name): name is Entry => name === entryName)
if (entry === undefined || (hostName !== 'express' && hostName !== 'http')) {
  throw new Error('usage: loopback-server.ts <entry> express|http')
}
const server = createServer(hosts[hostName](await import(`./entries/${entry}.ts`)))
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const { port }: Partial<AddressInfo> = Object(server.address())
  process.send?.(port)
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
