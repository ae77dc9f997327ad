import type { SessionStore } from '../store/store.ts'
import { aroundStore } from './around-store.ts'

/** One call of a store's method. `key` is its first argument, if that is a key or a subject. */
export interface StoreCall {
  readonly method: string
  readonly key: string | undefined
}

/**
 * Wraps a store and records each call in `calls`. Set `calls.length = 0` to start again.
 *
 * @example
 * const store = countingStore(memoryStore())
 * expect(store.calls).toEqual([{ method: 'read', key }])
 */
export function countingStore(store: SessionStore): SessionStore & { readonly calls: StoreCall[] } {
  const calls: StoreCall[] = []
  const counted = aroundStore(store, (method, [first], call) => {
    calls.push({ method, key: typeof first === 'string' ? first : undefined })
    return call()
  })
  return Object.assign(counted, { calls })
}
