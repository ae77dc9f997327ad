import * as z from 'zod/mini'
import { connect } from './connection.ts'

type Parameters = Readonly<Record<string, unknown>>

/** Speaks the DevTools protocol with one browser, or with one of its tabs. */
export interface DevTools {
  /** Resolves with the result of a command; rejects when the browser refuses it or is gone. */
  send(method: string, parameters?: Parameters): Promise<unknown>
  /** A conversation with a target on the same connection. */
  attach(targetId: string): Promise<DevTools>
  close(): void
}

const attachment = z.object({ sessionId: z.string() })

/** Connects to the browser that listens at `url` (`ws:…`). */
export async function connectDevTools(url: string): Promise<DevTools> {
  const connection = await connect(url)

  function conversation(session: { readonly sessionId?: string }): DevTools {
    const send: DevTools['send'] = (method, params = {}) => connection.send({ method, params, ...session })
    return {
      send,
      async attach(targetId) {
        return conversation(
          attachment.parse(await send('Target.attachToTarget', { targetId, flatten: true })),
        )
      },
      close: connection.close,
    }
  }
  return conversation({})
}
