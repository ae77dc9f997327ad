import type { Env } from '../env/env.ts'
import { openChannel } from './channel.ts'
import type { Memory } from './memory.ts'
import { type Message, parseMessage, type Received } from './message.ts'
import { writeTombstone } from './tombstones.ts'

/** The other tabs of this browser that share the session: same origin, same `url`. */
export interface Tabs {
  /** Urgent messages also evict pages from the back/forward cache, because these show a session that ended or was replaced. */
  tell(message: Message, isUrgent: boolean): void
  /** Listens. */
  open(): void
  /** Listens for ends alone: any other message would only evict the page from the back/forward cache. */
  rest(): void
  close(): void
}

/**
 * `memory`: what the tabs remember in common. `onMissing` hears what this browser lacks or forbids: as far as that goes, the
 * tab is on its own.
 */
export function createTabs(
  env: Env,
  name: string,
  memory: Memory,
  onMessage: (message: Received) => void,
  onMissing: (what: string) => void,
): Tabs {
  let renewals: ReturnType<typeof openChannel>
  let ends: ReturnType<typeof openChannel>
  const receive = (message: object): void => onMessage(parseMessage(message))
  function open(): void {
    renewals ??= openChannel(env, name, receive, onMissing)
    ends ??= openChannel(env, `${name}end`, receive, onMissing)
  }
  function rest(): void {
    renewals?.close()
    renewals = undefined
  }
  function close(): void {
    rest()
    ends?.close()
    ends = undefined
  }
  return {
    open,
    rest,
    close,
    tell(message, isUrgent) {
      const { id, reason, now } = message
      if (id && reason) writeTombstone(memory, id, reason, Number(now))
      const wasOpen = ends
      open()
      ;(isUrgent ? ends : renewals)?.postMessage(message)
      if (!wasOpen) close()
    },
  }
}
