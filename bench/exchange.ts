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

/** A request as it comes out of the HTTP parser. */
export interface Outgoing {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer
}

/** Sends one request through the app, as the HTTP parser would, and calls `done` when the response has left. */
export function exchange(
  handle: Handle,
  path: string,
  cookie: string | undefined,
  done: (response: ServerResponse) => void,
): void {
  const headers = {
    host: 'localhost',
    accept: 'application/json',
    'user-agent': 'bench',
    ...(cookie === undefined ? {} : { cookie }),
  }
  send(handle, { method: 'GET', path, headers }, done)
}

/** The same of any request. */
export function send(
  handle: Handle,
  { method, path, headers, body }: Outgoing,
  done: (response: ServerResponse) => void,
): void {
  const socket = idle.pop() ?? createSocket()
  // A net.Socket is what the constructor's type asks for; a Duplex is all it uses.
  const request = new IncomingMessage(socket as never)
  request.method = method
  request.url = path
  request.httpVersion = '1.1'
  request.httpVersionMajor = 1
  request.httpVersionMinor = 1
  request.headers = headers
  request.complete = body === undefined
  if (body !== undefined)
    for (let at = 0; at < body.length; at += 65_536) request.push(body.subarray(at, at + 65_536))
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
