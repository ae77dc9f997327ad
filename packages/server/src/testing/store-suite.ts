import type { Clock } from '../clock.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { SessionStore, StoreAbilities } from '../store/store.ts'
import { manualClock } from './manual-clock.ts'
import { atOnce } from './store-suite/at-once.ts'
import type { Claim } from './store-suite/claim.ts'
import { readAndCreate } from './store-suite/read-and-create.ts'
import { rotate } from './store-suite/rotate.ts'
import { subjects } from './store-suite/subjects.ts'
import { touchAndDelete } from './store-suite/touch-and-delete.ts'
import { upkeep } from './store-suite/upkeep.ts'
import { write } from './store-suite/write.ts'

/** One test of a store, for any test runner. */
export interface StoreCase {
  readonly name: string
  /** The ability that it proves; `run` has nothing to prove, and resolves, where the store does not declare it. */
  readonly ability?: keyof StoreAbilities
  /** Opens an empty store, proves the case and closes the store. Rejects, saying what was expected and what came. */
  run(): Promise<void>
}

/**
 * Proves that a store keeps the specification of `SessionStore`, sentence by sentence, and each ability it declares. `open` is
 * called for every case: it answers a store that is empty, that tells what is live by the clock it is handed, and that does
 * not sweep by itself.
 *
 * ```ts
 * for (const { name, run } of storeCases((clock) => myStore({ clock }))) test(name, run)
 * ```
 */
export function storeCases(open: (clock: Clock) => MaybePromise<SessionStore>): StoreCase[] {
  const claims = [...readAndCreate, ...write, ...touchAndDelete, ...rotate, ...subjects, ...upkeep, ...atOnce]
  return claims.map((claim) => ({
    name: claim.name,
    ...(claim.ability && { ability: claim.ability }),
    run: () => prove(claim, open),
  }))
}

async function prove(claim: Claim, open: (clock: Clock) => MaybePromise<SessionStore>): Promise<void> {
  const clock = manualClock()
  const store = await open(clock)
  const isClaimed = claim.ability === undefined || store.abilities[claim.ability]
  const isPresent = claim.method === undefined || store[claim.method] !== undefined
  try {
    if (isClaimed && isPresent) await claim.prove(store, clock)
  } finally {
    await store.close?.()
  }
}
