import type { Env, PageEvent } from '../../src/env/env.ts'

export interface FakePage {
  readonly env: Env
  /** How many listeners and channels are open. */
  open(): number
  show(): void
  hide(): void
  goOnline(): void
  goOffline(): void
  /** Sets all the cookies that scripts may read, as whoever it was that did it; the page hears of it where it can. */
  setCookies(text: string): void
  /** An event on the window or in it; trusted, unless a script made it up. */
  fire(type: string, details?: Partial<PageEvent>): void
}

/** A page whose visibility, network and input a test decides. Its channels are the browser's own. */
export function fakePage(): FakePage {
  const listeners = new Set<{ type: string; listener: unknown }>()
  const channels = new Set<BroadcastChannel>()
  let visibilityState = 'visible'
  let onLine = true
  let cookie = ''

  class CountedChannel extends BroadcastChannel {
    constructor(name: string) {
      super(name)
      channels.add(this)
    }
    override close(): void {
      super.close()
      channels.delete(this)
    }
  }
  function fire(type: string, details: Partial<PageEvent> = {}): void {
    const event = Object.create(Event.prototype)
    for (const [key, value] of Object.entries({ type, isTrusted: true, ...details }))
      Object.defineProperty(event, key, { value })
    for (const entry of [...listeners])
      if (entry.type === type && typeof entry.listener === 'function') entry.listener(event)
  }
  function addEventListener(
    type: string,
    listener: unknown,
    options?: AddEventListenerOptions | boolean,
  ): void {
    const entry = { type, listener }
    listeners.add(entry)
    if (typeof options === 'object') options.signal?.addEventListener('abort', () => listeners.delete(entry))
  }
  return {
    env: {
      addEventListener,
      document: {
        get visibilityState() {
          return visibilityState
        },
        baseURI: location.href,
        get cookie() {
          return cookie
        },
      },
      navigator: {
        get onLine() {
          return onLine
        },
      },
      BroadcastChannel: CountedChannel,
      cookieStore: { addEventListener },
    },
    open: () => listeners.size + channels.size,
    show() {
      visibilityState = 'visible'
      fire('visibilitychange')
    },
    hide() {
      visibilityState = 'hidden'
      fire('visibilitychange')
    },
    goOnline() {
      onLine = true
      fire('online')
    },
    goOffline() {
      onLine = false
      fire('offline')
    },
    setCookies(text) {
      cookie = text
      fire('change')
    },
    fire,
  }
}
