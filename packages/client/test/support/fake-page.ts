import type { Env } from '../../src/env/env.ts'

export interface FakePage {
  readonly env: Env
  /** How many listeners and channels are open. */
  open(): number
  show(): void
  hide(): void
  goOnline(): void
  goOffline(): void
  /** As when the page leaves for the back/forward cache, and when it is restored from there. */
  leave(): void
  restore(): void
  /** An input of the user; `trusted: false` for one that a script made up. */
  input(type: string, init?: { trusted?: boolean; movementX?: number }): void
}

/** A page whose visibility, network and input a test decides. Its channels are the browser's own. */
export function fakePage(): FakePage {
  let visibilityState = 'visible'
  let onLine = true
  let open = 0

  class Target {
    private readonly listeners = new Set<{ type: string; listener: (event: Event) => void }>()
    addEventListener(type: string, listener: unknown): void {
      if (typeof listener !== 'function') throw new TypeError('A function is expected')
      const call = (event: Event): void => listener(event)
      this.listeners.add({ type, listener: Object.assign(call, { listener }) })
      open++
    }
    removeEventListener(type: string, listener: unknown): void {
      for (const entry of this.listeners) {
        if (entry.type !== type || !('listener' in entry.listener) || entry.listener.listener !== listener)
          continue
        this.listeners.delete(entry)
        open--
        return
      }
    }
    fire(type: string, details: object = {}): void {
      const event: Event = Object.assign(
        Object.create(Event.prototype, {
          type: { value: type },
          isTrusted: { value: !('trusted' in details) || details.trusted },
        }),
      )
      for (const [key, value] of Object.entries(details)) Object.defineProperty(event, key, { value })
      for (const entry of [...this.listeners]) if (entry.type === type) entry.listener(event)
    }
  }
  class CountedChannel extends BroadcastChannel {
    constructor(name: string) {
      super(name)
      open++
    }
    override close(): void {
      super.close()
      open--
    }
  }
  const page = new Target()
  const document = Object.assign(new Target(), { baseURI: location.href })
  Object.defineProperty(document, 'visibilityState', { get: () => visibilityState })
  const env = Object.assign(page, {
    document: document as typeof document & { visibilityState: string },
    navigator: {
      get onLine() {
        return onLine
      },
    },
    BroadcastChannel: CountedChannel,
  })
  return {
    env,
    open: () => open,
    show() {
      visibilityState = 'visible'
      document.fire('visibilitychange')
    },
    hide() {
      visibilityState = 'hidden'
      document.fire('visibilitychange')
    },
    goOnline() {
      onLine = true
      page.fire('online')
    },
    goOffline() {
      onLine = false
      page.fire('offline')
    },
    leave: () => page.fire('pagehide', { persisted: true }),
    restore: () => page.fire('pageshow', { persisted: true }),
    input: (type, details) => page.fire(type, details),
  }
}
