import { createServer, type IncomingMessage, request } from 'node:http'
import { Server } from 'socket.io'
import type { Middleware } from '../../src/adapters/express.ts'
import { cookieIn } from '../cookie-jar.ts'
import { listen } from '../listen.ts'
import { count, type Stranger } from './strangers.ts'

/** `io.engine.use(session)`, as the documentation of Socket.IO has it, and what the app does with the session then. */
function socketIo(name: string, transport: string, headers: Readonly<Record<string, string>>): Stranger {
  return {
    name,
    async visit(session, cookie) {
      const httpServer = createServer()
      const server = new Server(httpServer)
      let body = ''
      const counts: Middleware = (request, _response, next) => {
        body = count(request)
        next()
      }
      server.engine.use(session)
      server.engine.use(counts)
      const { port } = await listen(httpServer)
      const outgoing = request({
        host: '127.0.0.1',
        port,
        path: `/socket.io/?EIO=4&transport=${transport}`,
        agent: false,
        headers: { ...headers, ...(cookie !== undefined && { cookie }) },
      })
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        outgoing.on('error', reject).on('response', resolve).end()
        outgoing.on('upgrade', (upgraded, socket) => {
          socket.destroy()
          resolve(upgraded)
        })
      })
      outgoing.destroy()
      await server.close()
      const { statusCode: status = 0, headers: answered } = answer
      return { status: status === 101 ? 200 : status, body, cookie: cookieIn(answered['set-cookie']) }
    },
  }
}

/** Answers by a response of Node itself. */
export const polling = socketIo('Socket.IO, polling', 'polling', {})

/** There Socket.IO hands in an object in place of a response, and answers when its `writeHead` has returned. */
export const handshake = socketIo('Socket.IO, a handshake', 'websocket', {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-version': '13',
})
