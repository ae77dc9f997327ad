import type { Clock } from '../clock.ts'
import type { Env } from '../env/env.ts'
import { type EndReason, toEndReason } from '../state/state.ts'
import { openChannel } from './channel.ts'
import { takeLease } from './lease.ts'
import { createMemory } from './memory.ts'

/** What one tab tells the others; no data of the session. */
export interface Message {
  /** The stay; none when somebody signed in. */
  readonly id?: string
  /** The newest that the tab knows of the stay. */
  readonly version?: number
  /** The server renewed the stay: when it was asked to, by the wall clock that all tabs read, and for how long. */
  readonly at?: number
  readonly maxAge?: number
  readonly expiresAt?: number
  /** The stay has ended, or without `id`: there is none. */
  readonly reason?: EndReason
  /** When the server said that it had, on its clock. */
  readonly now?: number
}

/** A message that may come from any script of this origin: what is missing, or no number, is NaN. */
export interface Received {
  readonly id: unknown
  readonly version: number
  readonly at: number
  readonly maxAge: number
  readonly expiresAt: number
  readonly reason: EndReason | undefined
  readonly now: number
}

/** How a stay ended, and when, on the server's clock. */
export interface End {
  readonly reason: EndReason
  readonly now: number
}

/** The other tabs of this browser that share the session: same origin, same `url`. */
export interface Tabs {
  /** What is urgent reaches cached pages, too: it evicts them, for what they hold is another's, or over. */
  tell(message: Message, isUrgent: boolean): void
  /** How a stay ended, as far as a tab left word of it. */
  endOf(id: string): End | undefined
  /** A stay goes on: whoever said that it ended is wrong. */
  contradict(id: string): void
  /** Whether this tab may send the touch that is due in all. */
  mayTouch(): Promise<boolean>
  /** That touch is done, or failed: another tab may send the next. */
  giveWay(): void
  /** Listens. */
  open(): void
  /** Listens for ends alone: any other message would only evict the page from the back/forward cache. */
  rest(): void
  close(): void
}

type Unknown<Shape> = { readonly [Key in keyof Shape]: unknown }

function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : NaN
}

/** `onMissing` hears what this browser lacks or forbids: as far as that goes, the tab is on its own. */
export function createTabs(
  env: Env,
  url: string,
  clock: Clock,
  receive: (message: Received) => void,
  onMissing: (what: string) => void,
): Tabs {
  // The URL itself, for no two have the same. Tabs of another version have another name.
  const name = `sojourn:3:${url}:`
  const memory = createMemory(() => env.localStorage, name, onMissing)
  let renewals: ReturnType<typeof openChannel>
  let ends: ReturnType<typeof openChannel>
  const tombstones = (): string[] => memory.read('ends').split('\n')
  const isOf = (id: string, line: string): boolean => line.endsWith(` ${id}`)
  const endOf = (id: string): End | undefined => {
    const [reason, now] =
      tombstones()
        .find((line) => isOf(id, line))
        ?.split(' ') ?? []
    const known = toEndReason(reason)
    return known && { reason: known, now: Number(now) }
  }
  function parse({ id, version, at, maxAge, expiresAt, reason, now }: Unknown<Message>): void {
    receive({
      id,
      version: toNumber(version),
      at: toNumber(at),
      maxAge: toNumber(maxAge),
      expiresAt: toNumber(expiresAt),
      reason: toEndReason(reason),
      now: toNumber(now),
    })
  }
  function open(): void {
    renewals ??= openChannel(env, name, parse, onMissing)
    ends ??= openChannel(env, `${name}end`, parse, onMissing)
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
    endOf,
    tell(message, isUrgent) {
      const { id, reason, now } = message
      // For pages that hear no message: frozen, or cached.
      if (id && reason)
        memory.write('ends', [`${reason} ${now} ${id}`, ...tombstones()].slice(0, 8).join('\n'))
      const wasOpen = ends
      open()
      ;(isUrgent ? ends : renewals)?.postMessage(message)
      if (!wasOpen) close()
    },
    contradict(id) {
      const others = tombstones().filter((line) => !isOf(id, line))
      if (endOf(id)) memory.write('ends', others.join('\n'))
    },
    mayTouch: () => takeLease(memory, clock),
    giveWay: () => void memory.write('lease', ''),
  }
}
