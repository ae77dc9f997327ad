import { connect, type Socket } from 'node:net'

/** A request as a browser sends it. */
export interface LoadRequest {
  readonly path: string
  readonly cookie: string
}

/** So many requests are under way at once, each on a connection that is kept. */
const connectionCount = 32

/**
 * Sends so many requests to a server on this machine and hands out the head of each response. On `node:net`: a client that
 * cost more than the server would only measure itself. Rejects when a response is not a 200.
 */
export async function load(
  port: number,
  count: number,
  next: (number: number) => LoadRequest,
  onResponse: (head: string) => void = () => {},
): Promise<void> {
  let sent = 0
  const take = (): string | undefined => {
    if (sent === count) return undefined
    const { path, cookie } = next(sent)
    sent += 1
    const own = cookie === '' ? '' : `cookie: ${cookie}\r\n`
    return `GET ${path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\nuser-agent: bench\r\n${own}\r\n`
  }
  await Promise.all(Array.from({ length: connectionCount }, () => keepAsking(port, take, onResponse)))
}

function keepAsking(
  port: number,
  take: () => string | undefined,
  onResponse: (head: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let received = ''
    const ask = (): void => {
      const request = take()
      if (request === undefined) socket.end()
      else socket.write(request, 'latin1')
    }
    socket.on('connect', ask)
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      received += chunk
      const end = received.indexOf('\r\n\r\n')
      const length = /\r\ncontent-length: (\d+)/i.exec(received)?.[1]
      if (end === -1 || received.length < end + 4 + Number(length)) return
      const head = received.slice(0, end)
      received = ''
      if (!head.startsWith('HTTP/1.1 200 ')) {
        socket.destroy(new Error(`Answered ${head.slice(0, 20)}.`))
        return
      }
      onResponse(head)
      ask()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve())
  })
}
