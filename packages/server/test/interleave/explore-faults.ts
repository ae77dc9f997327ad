import type { DoorKind } from './door.ts'
import { type ExploreOptions, explore, type Failure } from './explore.ts'
import { faults } from './gate.ts'
import type { Scenario } from './scenario.ts'

export interface FaultExploration {
  readonly schedules: number
  readonly failures: ReadonlyMap<string, Failure>
}

/** Plays a scenario with every fault at every call of the store, each in as many orders as `options` allow. */
export async function exploreFaults(
  scenario: Scenario,
  kind: DoorKind,
  options: ExploreOptions,
): Promise<FaultExploration> {
  const failures = new Map<string, Failure>()
  const { calls } = await explore(scenario, kind, options)
  let schedules = 0
  for (const call of calls) {
    for (const fault of faults) {
      const found = await explore(scenario, kind, { ...options, fault: { call, kind: fault } })
      schedules += found.schedules
      for (const failure of found.failures.values()) keepShorter(failures, failure)
    }
  }
  return { schedules, failures }
}

/** Notes a failure, unless a shorter one of the same check is known. */
export function keepShorter(shortest: Map<string, Failure>, failure: Failure): void {
  const known = shortest.get(failure.check)
  if (known === undefined || failure.outcome.story.length < known.outcome.story.length) {
    shortest.set(failure.check, failure)
  }
}
