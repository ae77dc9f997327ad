import type { Clock, Env } from '@sojourn/client'
import { createMachineClock } from './machine-clock.ts'

/**
 * The machine that this tab believes to run on: its network, its sleep and its clock are pretended, for this tab alone.
 * `clock`, `env` and `fetch` go to the client as they are.
 */
export interface Machine {
  readonly clock: Clock
  readonly env: Env
  readonly fetch: typeof fetch
  readonly isOnline: boolean
  readonly isAsleep: boolean
  setOnline(isOnline: boolean): void
  /** Timers stand still; requests, events and messages wait. */
  sleep(): void
  wake(): void
  /** By how many milliseconds the wall clock is ahead. */
  setClock(ahead: number): void
  /** Calls `listener` after each of those four. */
  subscribe(listener: () => void): void
}

export function createMachine(page: Window & typeof globalThis): Machine {
  const clock = createMachineClock()
  const listeners = new Set<() => void>()
  /** What waits for the end of the sleep. */
  const waiting: (() => void)[] = []
  /** Where `online` and `offline` are told. */
  const network = new EventTarget()
  let isPlugged = true

  const isOnline = (): boolean => isPlugged && page.navigator.onLine
  const whenAwake = (run: () => void): void => void (clock.isAsleep ? waiting.push(run) : run())
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  for (const type of ['online', 'offline']) {
    page.addEventListener(type, () => isPlugged && network.dispatchEvent(new Event(type)))
  }

  /** Hears nothing in sleep. */
  function whileAwake(listener: EventListenerOrEventListenerObject | null): (event: Event) => void {
    return (event) => {
      if (clock.isAsleep) return
      if (typeof listener === 'function') listener.call(page, event)
      else listener?.handleEvent(event)
    }
  }

  /** Whose messages wait while the machine sleeps. */
  class Channel extends page.BroadcastChannel {
    constructor(name: string) {
      super(name)
      this.addEventListener('message', (event) => {
        if (!clock.isAsleep) return
        event.stopImmediatePropagation()
        whenAwake(() => this.dispatchEvent(new MessageEvent('message', { data: event.data })))
      })
    }
  }

  return {
    clock,
    env: {
      document: page.document,
      navigator: {
        get onLine() {
          return isOnline()
        },
      },
      get localStorage() {
        return page.localStorage
      },
      get sessionStorage() {
        return page.sessionStorage
      },
      ...('cookieStore' in page && {
        cookieStore: {
          addEventListener: (type, listener, options) =>
            page.cookieStore.addEventListener(type, whileAwake(listener), options),
        },
      }),
      BroadcastChannel: Channel,
      addEventListener(type, listener, options) {
        const target = type === 'online' || type === 'offline' ? network : page
        target.addEventListener(type, whileAwake(listener), options)
      },
    },
    async fetch(input, init) {
      await new Promise<void>(whenAwake)
      // What a browser says of any request that did not get through.
      if (!isOnline()) throw new TypeError('Failed to fetch')
      return page.fetch(input, init)
    },
    get isOnline() {
      return isOnline()
    },
    get isAsleep() {
      return clock.isAsleep
    },
    setOnline(value) {
      isPlugged = value
      network.dispatchEvent(new Event(isOnline() ? 'online' : 'offline'))
      tell()
    },
    sleep() {
      clock.sleep()
      tell()
    },
    wake() {
      clock.wake()
      for (const run of waiting.splice(0)) run()
      tell()
    },
    setClock(ahead) {
      clock.set(ahead)
      tell()
    },
    subscribe(listener) {
      listeners.add(listener)
    },
  }
}
