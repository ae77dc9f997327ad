import type { Env } from '../env/env.ts'

export interface Channel {
  /** Tells the other tabs, listening or not. */
  post(message: object): void
  /** Listens from now on. */
  open(): void
  close(): void
}

/**
 * Between tabs; a message evicts a listening page from the back/forward cache. Where the browser has no channels or
 * refuses one, each tab is on its own.
 */
export function createChannel(
  env: Env,
  name: string,
  receive: (message: object) => void,
  onMissing: (what: string) => void,
): Channel {
  let port: ReturnType<typeof create>

  function create(): InstanceType<NonNullable<Env['BroadcastChannel']>> | undefined {
    try {
      return env.BroadcastChannel && new env.BroadcastChannel(name)
    } catch {
      onMissing('channel')
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
      if (port) port.onmessage = ({ data }) => receive(Object(data))
    },
    close() {
      port?.close()
      port = undefined
    },
  }
}
