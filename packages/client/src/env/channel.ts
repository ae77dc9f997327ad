import type { Env } from './env.ts'

export interface Channel<Message> {
  /** Tells the other tabs, listening or not. */
  post(message: Message): void
  /** Listens from now on. */
  open(): void
  close(): void
}

/** A channel between the tabs of an origin. Where the browser has none or refuses it, each tab is on its own. */
export function createChannel<Message>(
  env: Env,
  name: string,
  receive: (message: Message) => void,
): Channel<Message> {
  type Port = InstanceType<NonNullable<Env['BroadcastChannel']>>
  let port: Port | undefined

  function create(): Port | undefined {
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
      port ??= create()
      if (port) port.onmessage = ({ data }) => receive(data)
    },
    close() {
      port?.close()
      port = undefined
    },
  }
}
