import type { Clock } from '../clock.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { SessionStore, StoreAbilities } from '../store/store.ts'
import { manualClock } from './manual-clock.ts'
import { atOnce } from './store-suite/at-once.ts'
import type { Claim } from './store-suite/claim.ts'
import { oddTexts } from './store-suite/odd-texts.ts'
import { readAndCreate } from './store-suite/read-and-create.ts'
import { revocation } from './store-suite/revocation.ts'
import { rotate } from './store-suite/rotate.ts'
import { serverFaults } from './store-suite/server-faults.ts'
import { subjects } from './store-suite/subjects.ts'
import { subjectsAtOnce } from './store-suite/subjects-at-once.ts'
import type { StoreTools } from './store-suite/tools.ts'
import { touchAndDelete } from './store-suite/touch-and-delete.ts'
import { unpromised } from './store-suite/unpromised.ts'
import { upkeep } from './store-suite/upkeep.ts'
import { watch } from './store-suite/watch.ts'
import { write } from './store-suite/write.ts'

/** One test of a store, to be run by any test runner. */
export interface StoreCase {
  readonly name: string
  /** The ability that the case tests. If the store does not declare it, `run` resolves without testing anything. */
  readonly ability?: keyof StoreAbilities
  /** What the case takes of `StoreTools`. If it was not handed over, `run` resolves without testing anything. */
  readonly tool?: keyof StoreTools
  /** Opens an empty store, runs the test and closes the store. Rejects if it fails; the message names both values. */
  run(): Promise<void>
}

/**
 * Returns the tests that check a store against the specification of `SessionStore`, and each ability that it declares.
 *
 * @param open - Called for every case. It returns an empty store that uses the given clock and does not sweep by itself.
 * @param tools - What the test can do to the server: take it away, fill its disk, let a process die.
 * @example
 * for (const { name, run } of storeCases((clock) => myStore({ clock }))) test(name, run)
 */
export function storeCases(
  open: (clock: Clock) => MaybePromise<SessionStore>,
  tools: StoreTools = {},
): StoreCase[] {
  return claims.map((claim) => ({
    name: claim.name,
    ...(claim.ability && { ability: claim.ability }),
    ...(claim.tool && { tool: claim.tool }),
    run: () => prove(claim, open, tools),
  }))
}

const claims: readonly Claim[] = [
  ...readAndCreate,
  ...write,
  ...touchAndDelete,
  ...rotate,
  ...oddTexts,
  ...subjects,
  ...revocation,
  ...watch,
  ...upkeep,
  ...atOnce,
  ...subjectsAtOnce,
  ...serverFaults,
]

async function prove(
  claim: Claim,
  open: (clock: Clock) => MaybePromise<SessionStore>,
  tools: StoreTools,
): Promise<void> {
  if (claim.tool !== undefined && tools[claim.tool] === undefined) return
  const clock = manualClock()
  const store = await open(clock)
  const isClaimed = claim.ability === undefined || store.abilities[claim.ability]
  const isPresent = claim.method === undefined || store[claim.method] !== undefined
  try {
    if (isClaimed && isPresent) await claim.prove(store, clock, tools)
  } finally {
    await store.close?.()
  }
}

export { type StoreTools, unpromised }
