import { type Clock, systemClock } from '../clock.ts'
import type { SessionStore } from '../store/store.ts'
import { aroundStore } from './around-store.ts'

/**
 * Wraps a store so that it behaves like one behind a network: each call is carried out at once, and its result or failure
 * arrives `delay` milliseconds later, as a promise. With a manual clock it arrives when the test advances the time.
 */
export function slowStore(store: SessionStore, delay: number, clock: Clock = systemClock): SessionStore {
  const later = (): Promise<void> => new Promise((resolve) => void clock.after(delay, resolve))

  return aroundStore(
    store,
    async (_method, _args, call) => {
      const arrived = later()
      try {
        return await call()
      } finally {
        await arrived
      }
    },
    { immediate: false },
  )
}
