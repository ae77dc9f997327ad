import * as z from 'zod/mini'

type Parameters = Readonly<Record<string, unknown>>

/** Speaks the DevTools protocol with one browser, or with one of its tabs. */
export interface DevTools {
  /** Resolves with the result of a command; rejects when the browser refuses it or is gone. */
  send(method: string, parameters?: Parameters): Promise<unknown>
  /** A conversation with a target on the same connection. */
  attach(targetId: string): Promise<DevTools>
  close(): void
}

const message = z.object({
  id: z.optional(z.number()),
  result: z.optional(z.unknown()),
  error: z.optional(z.object({ message: z.string() })),
})
const attachment = z.object({ sessionId: z.string() })

/** Connects to the browser that listens at `url` (`ws:…`). */
export async function connectDevTools(url: string): Promise<DevTools> {
  const socket = new WebSocket(url)
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let sent = 0

  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = message.parse(JSON.parse(String(data)))
    if (id === undefined) return
    if (error) waiting.get(id)?.reject(new Error(error.message))
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

  function conversation(session: { readonly sessionId?: string }): DevTools {
    const send: DevTools['send'] = (method, params = {}) => {
      const answer = Promise.withResolvers<unknown>()
      waiting.set(++sent, answer)
      socket.send(JSON.stringify({ id: sent, method, params, ...session }))
      return answer.promise
    }
    return {
      send,
      async attach(targetId) {
        return conversation(
          attachment.parse(await send('Target.attachToTarget', { targetId, flatten: true })),
        )
      },
      close: () => socket.close(),
    }
  }
  return conversation({})
}
