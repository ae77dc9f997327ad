import { IncomingMessage, ServerResponse } from 'node:http'
import { Duplex } from 'node:stream'

/** What an Express app is to Node: it answers one request. */
export type Handle = (request: IncomingMessage, response: ServerResponse) => void

/** Swallows what is written. Stands for the client's socket, so that no network is measured. */
function createSocket(): NullSocket {
  return new NullSocket()
}

class NullSocket extends Duplex {
  override _read(): void {}
  override _write(_chunk: unknown, _encoding: unknown, done: () => void): void {
    done()
  }
  override _writev(_chunks: unknown, done: () => void): void {
    done()
  }
}

/** Idle sockets, to use again: what they cost is no part of the measurement. */
const idle: NullSocket[] = []

/** Sends one request through the app, as the HTTP parser would, and calls `done` when the response has left. */
export function exchange(
  handle: Handle,
  path: string,
  cookie: string | undefined,
  done: (response: ServerResponse) => void,
): void {
  const socket = idle.pop() ?? createSocket()
  // A net.Socket is what the constructor's type asks for; a Duplex is all it uses.
  const request = new IncomingMessage(socket as never)
  request.method = 'GET'
  request.url = path
  request.httpVersion = '1.1'
  request.httpVersionMajor = 1
  request.httpVersionMinor = 1
  request.headers = {
    host: 'localhost',
    accept: 'application/json',
    'user-agent': 'bench',
    ...(cookie === undefined ? {} : { cookie }),
  }
  request.complete = true
  const response = new ServerResponse(request)
  response.assignSocket(socket as never)
  response.on('finish', () => {
    response.detachSocket(socket as never)
    idle.push(socket)
    response.emit('close')
    done(response)
  })
  handle(request, response)
}
