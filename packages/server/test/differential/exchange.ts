import { IncomingMessage, ServerResponse } from 'node:http'
import { Duplex } from 'node:stream'
import type { RequestPlan } from './program.ts'

/** Stands for the client's socket and keeps what is sent: a request through the kernel would take thirty times as long. */
class RecordingSocket extends Duplex {
  readonly remoteAddress = '127.0.0.1'
  readonly encrypted: boolean
  readonly #onBytes: () => void
  #received: Buffer[] = []

  constructor(isEncrypted: boolean, onBytes: () => void) {
    super()
    this.encrypted = isEncrypted
    this.#onBytes = onBytes
  }

  get received(): string {
    return Buffer.concat(this.#received).toString('latin1')
  }

  // What Node.js asks of a socket.
  setTimeout(): void {}
  override _read(): void {}
  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    this.#received.push(Buffer.from(chunk as string, encoding))
    this.#onBytes()
    done()
  }
}

/** One request on its way through an app, with no network between. */
export interface Lifecycle {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  isDone(): boolean
  received(): string
  /** Gives up on a response that never comes. */
  abandon(): void
}

/** What is sent, but for its cookies. */
export interface SentPlan extends Pick<RequestPlan, 'url' | 'isEncrypted' | 'headers'> {
  readonly method: string
}

export interface ExchangeListeners {
  readonly onBytes: () => void
  /** What Node.js tells by an event, and ends the process with where nobody listens. */
  readonly onError: (error: unknown) => void
}

export function createExchange(
  plan: SentPlan,
  cookie: string | undefined,
  { onBytes, onError }: ExchangeListeners,
): Lifecycle {
  const socket = new RecordingSocket(plan.isEncrypted, onBytes)
  // A net.Socket is what the types ask for; a Duplex is all that Node.js uses.
  const request = new IncomingMessage(socket as never)
  Object.assign(request, {
    method: plan.method,
    url: plan.url,
    httpVersion: '1.1',
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    headers: { host: 'localhost', ...plan.headers, ...(cookie === undefined ? {} : { cookie }) },
    complete: true,
  })
  request.push(null)
  const response = new ServerResponse(request)
  response.assignSocket(socket as never)
  response.on('error', onError)
  let isDone = false
  response.on('finish', () => {
    response.detachSocket(socket as never)
    response.emit('close')
  })
  response.on('close', () => {
    isDone = true
  })
  return {
    request,
    response,
    isDone: () => isDone,
    received: () => socket.received,
    abandon: () => socket.destroy(),
  }
}
