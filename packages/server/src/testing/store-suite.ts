import type { Clock } from '../clock.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { SessionStore, StoreAbilities } from '../store/store.ts'
import { manualClock } from './manual-clock.ts'
import { atOnce } from './store-suite/at-once.ts'
import type { Claim } from './store-suite/claim.ts'
import { readAndCreate } from './store-suite/read-and-create.ts'
import { revocation } from './store-suite/revocation.ts'
import { rotate } from './store-suite/rotate.ts'
import { subjects } from './store-suite/subjects.ts'
import { subjectsAtOnce } from './store-suite/subjects-at-once.ts'
import { touchAndDelete } from './store-suite/touch-and-delete.ts'
import { upkeep } from './store-suite/upkeep.ts'
import { watch } from './store-suite/watch.ts'
import { write } from './store-suite/write.ts'

/** One test of a store, to be run by any test runner. */
export interface StoreCase {
  readonly name: string
  /** The ability that the case tests. If the store does not declare it, `run` resolves without testing anything. */
  readonly ability?: keyof StoreAbilities
  /** Opens an empty store, runs the test and closes the store. Rejects if it fails; the message names both values. */
  run(): Promise<void>
}

/**
 * Returns the tests that check a store against the specification of `SessionStore`, and each ability that it declares.
 *
 * @param open - Called for every case. It returns an empty store that uses the given clock and does not sweep by itself.
 * @example
 * for (const { name, run } of storeCases((clock) => myStore({ clock }))) test(name, run)
 */
export function storeCases(open: (clock: Clock) => MaybePromise<SessionStore>): StoreCase[] {
  const claims = [
    ...readAndCreate,
    ...write,
    ...touchAndDelete,
    ...rotate,
    ...subjects,
    ...revocation,
    ...watch,
    ...upkeep,
    ...atOnce,
    ...subjectsAtOnce,
  ]
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
