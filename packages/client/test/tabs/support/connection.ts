import * as z from 'zod/mini'

/** Speaks with a browser: DevTools and WebDriver BiDi frame their commands alike. */
export interface Connection {
  /** Resolves with the result of a command; rejects when the browser refuses it or is gone. */
  send(command: Command): Promise<unknown>
  close(): void
}

export interface Command {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  /** With which of its targets, in DevTools. */
  readonly sessionId?: string
}

const message = z.object({
  id: z.optional(z.nullable(z.number())),
  result: z.optional(z.unknown()),
  error: z.optional(z.unknown()),
  method: z.optional(z.string()),
  params: z.optional(z.unknown()),
})

/** Connects to the browser that listens at `url` (`ws:…`); `onEvent` gets what it tells without being asked. */
export async function connect(
  url: string,
  onEvent: (method: string, params: unknown) => void = () => {},
): Promise<Connection> {
  const socket = new WebSocket(url)
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let sent = 0

  socket.addEventListener('message', ({ data }) => {
    const { id, result, error, method, params } = message.parse(JSON.parse(String(data)))
    if (method) onEvent(method, params)
    if (typeof id !== 'number') return
    if (error) waiting.get(id)?.reject(new Error(String(data)))
    else waiting.get(id)?.resolve(result)
    waiting.delete(id)
  })
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The browser is gone.'))
  })
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', () => reject(new Error(`Nothing listens at ${url}.`)))
  })

  return {
    send(command) {
      const answer = Promise.withResolvers<unknown>()
      waiting.set(++sent, answer)
      socket.send(JSON.stringify({ id: sent, ...command }))
      return answer.promise
    },
    close: () => socket.close(),
  }
}
