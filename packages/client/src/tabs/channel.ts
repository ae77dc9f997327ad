import type { Env } from '../env/env.ts'

type Port = InstanceType<NonNullable<Env['BroadcastChannel']>>

/**
 * Listens to what other tabs say; a message evicts a listening page from the back/forward cache. Where the browser has no
 * channels or refuses one, each tab is on its own.
 */
export function openChannel(
  { BroadcastChannel }: Env,
  name: string,
  receive: (message: object) => void,
  onMissing: (what: string) => void,
): Port | undefined {
  try {
    if (BroadcastChannel) {
      const port = new BroadcastChannel(name)
      port.onmessage = ({ data }) => receive(Object(data))
      return port
    }
  } catch {
    // A document of an opaque origin, in some browsers.
  }
  onMissing('channel')
  return undefined
}
