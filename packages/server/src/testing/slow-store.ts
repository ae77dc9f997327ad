import { type Clock, systemClock } from '../clock.ts'
import type { SessionStore } from '../store/store.ts'
import { aroundStore } from './around-store.ts'

/**
 * The same store, far away: each call is carried out at once, and its answer or failure comes `delay` milliseconds later, as a promise.
 * With a manual clock it comes when the test moves the time on.
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
