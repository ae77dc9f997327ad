import type { Env } from '../env/env.ts'
import type { Answer } from '../http/send.ts'

/** What one tab tells the others; no data of the session. After a deploy that changed it, tabs do not understand each other. */
const protocol = 1

/** Nothing, when somebody signed in; or that the server touched or ended a stay. */
export interface Message {
  readonly id?: string | undefined
  /** Timed on the wall clock that all tabs of a machine read. */
  readonly answer?: Answer<undefined>
}

export interface Channel {
  /** Tells the other tabs, listening or not. */
  post(message: Message): void
  /** Listens from now on. */
  open(): void
  close(): void
}

/**
 * Between the tabs that share one session: same origin, same `url`. A message evicts a page from the back/forward cache.
 * Where the browser has no channels or refuses one, each tab is on its own.
 */
export function createChannel(env: Env, url: string, receive: (message: Message) => void): Channel {
  let port: ReturnType<typeof create>

  function create(): InstanceType<NonNullable<Env['BroadcastChannel']>> | undefined {
    const name = `sojourn:${protocol}:${new URL(url, env.document.baseURI)}`
    try {
      return env.BroadcastChannel && new env.BroadcastChannel(name)
    } catch {
      return undefined
    }
  }
  return {
    post(message) {
      const to = port ?? create()
      to?.postMessage(message)
      if (to !== port) to?.close()
    },
    open() {
      port = create()
      if (port) port.onmessage = ({ data }) => receive(data)
    },
    close() {
      port?.close()
      port = undefined
    },
  }
}
