import { type Clock, createTimer } from '../clock.ts'
import { createListeners } from '../state/listeners.ts'

export interface CountdownTick {
  /** Milliseconds until the stay ends if nobody extends it, rounded up to whole seconds; 0 without one. */
  readonly remaining: number
}

export interface Countdown {
  /** Calls `listener` at once, and then whenever another second is left; returns its stop. */
  subscribe(listener: (tick: CountdownTick) => void): () => void
}

export interface WatchedCountdown extends Countdown {
  /** To be called when the deadline or the page's visibility changed. */
  refresh(): void
}

/** One timer for all listeners; none while nobody listens, nothing is left or nobody sees the page. */
export function createCountdown(
  clock: Clock,
  remaining: () => number,
  isVisible: () => boolean,
): WatchedCountdown {
  const listeners = createListeners<CountdownTick>()
  const timer = createTimer(clock)
  let shown: number | undefined

  function refresh(): void {
    timer()
    const before = shown
    shown = undefined
    if (!listeners.size()) return
    const left = remaining()
    shown = Math.ceil(left / 1000) * 1000
    if (left > 0 && isVisible()) timer(left - shown + 1000, refresh)
    if (shown !== before) listeners.emit({ remaining: shown })
  }
  return {
    refresh,
    subscribe(listener) {
      const remove = listeners.add(listener)
      if (shown === undefined) refresh()
      else listener({ remaining: shown })
      return () => {
        remove()
        if (!listeners.size()) refresh()
      }
    },
  }
}
