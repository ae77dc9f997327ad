import type { Backend } from './backend.ts'
import { describeStore } from './describe-store.ts'
import { type OddStore, oddStores } from './odd-stores.ts'

/** What an odd store holds outlives it, by place. */
function backendOf({ make }: OddStore): Backend {
  const places = new Map<string, Map<string, unknown>>()
  return {
    open(session, place) {
      const sessions = places.get(place) ?? new Map()
      places.set(place, sessions)
      return { store: make(sessions, session), close() {} }
    },
  }
}

for (const odd of oddStores) {
  const facts = { hasTimeOfItsOwn: true, ...(odd.isBare && { isTakenHereOnly: true }) }
  describeStore(`a store with ${odd.name}`, backendOf(odd), facts)
}
