import type { LegacyStore } from './calls.ts'
import { KnownVersions } from './known-versions.ts'
import { Turns } from './turns.ts'

/** What this process knows of a store. */
export class SharedState {
  readonly turns: Turns = new Turns()
  readonly known: KnownVersions = new KnownVersions()
  #isConnected = true

  constructor(store: LegacyStore) {
    store.on?.('disconnect', () => {
      this.#isConnected = false
    })
    store.on?.('connect', () => {
      this.#isConnected = true
    })
  }

  assertConnected(): void {
    if (!this.#isConnected) throw new Error('legacyStore: the store is disconnected')
  }
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
