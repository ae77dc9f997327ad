import type { SessionStore } from '../store/store.ts'
import { aroundStore } from './around-store.ts'

/** One call of a store's method, with its first argument where that is a key or a subject. */
export interface StoreCall {
  readonly method: string
  readonly key: string | undefined
}

/** The same store, writing down every call. Empty `calls` (`calls.length = 0`) to begin anew. */
export function countingStore(store: SessionStore): SessionStore & { readonly calls: StoreCall[] } {
  const calls: StoreCall[] = []
  const counted = aroundStore(store, (method, [first], call) => {
    calls.push({ method, key: typeof first === 'string' ? first : undefined })
    return call()
  })
  return Object.assign(counted, { calls })
}
