import type { Store } from './store.ts'

/** Whether the store is connected, as far as its events say; one that tells nothing is. */
export function readiness(store: Partial<Pick<Store, 'on'>>): () => boolean {
  let isReady = true
  store.on?.('disconnect', () => {
    isReady = false
  })
  store.on?.('connect', () => {
    isReady = true
  })
  return () => isReady
}
