import { type Clock, memoryStore, type SessionStore } from '../src/index.ts'
import { sqliteStore } from '../src/store/sqlite.ts'
import { aroundStore } from '../src/testing/around-store.ts'

/** Each answer comes one turn of the event loop later, so that requests come between each other's calls. */
export function nextTurnStore(store: SessionStore): SessionStore {
  return aroundStore(
    store,
    async (_method, _args, call) => {
      await turn()
      const answer = await call()
      await turn()
      return answer
    },
    { immediate: false },
  )
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** The stores that the engine is tested over: what it promises must not depend on which. */
export const kindsOfStore: [string, (clock: Clock) => SessionStore][] = [
  ['memory', (clock) => memoryStore({ clock })],
  ['SQLite', (clock) => sqliteStore(':memory:', { clock, sweepEvery: false })],
  ['a store that answers later', (clock) => nextTurnStore(memoryStore({ clock }))],
]
