import type { LegacyStore } from './calls.ts'
import { KnownVersions } from './known-versions.ts'
import { Turns } from './turns.ts'

/** What this process knows of a store. */
export class SharedState {
  readonly turns: Turns = new Turns('legacyStore')
  readonly known: KnownVersions = new KnownVersions()
  readonly #isConnected: () => boolean

  constructor(store: LegacyStore) {
    this.#isConnected = watchConnection(store)
  }

  assertConnected(): void {
    if (!this.#isConnected()) throw new Error('legacyStore: the store is disconnected')
  }
}

/** Whether the store is connected from now on, as far as its events say; one that tells nothing is. */
export function watchConnection(store: Pick<LegacyStore, 'on'>): () => boolean {
  let isConnected = true
  store.on?.('disconnect', () => {
    isConnected = false
  })
  store.on?.('connect', () => {
    isConnected = true
  })
  return () => isConnected
}

const states = new WeakMap<LegacyStore, SharedState>()

/** One for each store, however often it is handed over. */
export function sharedStateOf(store: LegacyStore): SharedState {
  const known = states.get(store)
  if (known !== undefined) return known
  const made = new SharedState(store)
  states.set(store, made)
  return made
}
