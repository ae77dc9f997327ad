import { once } from 'node:events'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { Writable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { cookieIn } from '../cookie-jar.ts'
import { count, run, type Stranger, type Visited } from './strangers.ts'

/** What a request says, be it one of Node.js or not. */
function saying(cookie: string | undefined) {
  return { method: 'GET', url: '/', headers: { host: 'x', ...(cookie && { cookie }) } }
}

/** A request that never was on a wire. */
function createRequest(cookie: string | undefined): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), saying(cookie))
}

/** What the text of an answer says, head and all. */
function parse(text: string): Visited {
  const [head = '', ...body] = text.split('\r\n\r\n')
  const cookie = /^set-cookie: (.*)$/im.exec(head)?.[1]
  return { status: Number(head.split(' ')[1]), body: body.join('\r\n\r\n'), cookie: cookieIn(cookie) }
}

interface WithOutput extends ServerResponse {
  readonly outputData: readonly { readonly data: string | Uint8Array }[]
}

/** As function platforms read: without a socket Node.js gathers the bytes, which are whole once the response has ended. */
export const withoutSocket: Stranger = {
  name: 'a host without a socket',
  async visit(session, cookie) {
    const request = createRequest(cookie)
    const response = new ServerResponse(request)
    await run(session, request, response)
    while (!response.writableEnded) await turn()
    const { outputData } = response as WithOutput
    return parse(outputData.map(({ data }) => Buffer.from(data).toString('latin1')).join(''))
  },
}

/** As in-process test clients read: by a socket that gathers, until the response has ended. */
const inProcess: Stranger = {
  name: 'a reader in the same process',
  async visit(session, cookie) {
    const chunks: Buffer[] = []
    const socket = new Writable({
      write(chunk, _encoding, done) {
        chunks.push(chunk)
        done()
      },
    })
    const request = createRequest(cookie)
    const response = new ServerResponse(request)
    response.assignSocket(socket as unknown as Socket)
    await run(session, request, response)
    if (!response.writableEnded) await once(response, 'finish')
    return parse(Buffer.concat(chunks).toString('latin1'))
  },
}

/** A response as another library makes it up: four methods of one, and no more. */
class VirtualResponse {
  readonly #headers = new Map<string, unknown>()
  readonly visited: Promise<Visited>
  #resolve: (visited: Visited) => void = () => {}

  constructor() {
    this.visited = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  setHeader(name: string, value: unknown): void {
    this.#headers.set(name.toLowerCase(), value)
  }

  getHeader(name: string): unknown {
    return this.#headers.get(name.toLowerCase())
  }

  writeHead(status: number): void {
    this.setHeader(':status', status)
  }

  /** The body is no text, which Node.js would refuse. */
  end({ text }: { readonly text: string }): void {
    const status = Number(this.getHeader(':status') ?? 200)
    this.#resolve({ status, body: text, cookie: cookieIn(this.getHeader('Set-Cookie')) })
  }
}

const virtual: Stranger = {
  name: 'a response that is not of Node itself',
  async visit(session, cookie) {
    const response = new VirtualResponse()
    const request = saying(cookie) as unknown as IncomingMessage
    await run(session, request, response as unknown as ServerResponse, (request) => {
      response.end({ text: count(request) })
    })
    return response.visited
  },
}

export const inProcessStrangers: readonly Stranger[] = [withoutSocket, inProcess, virtual]
