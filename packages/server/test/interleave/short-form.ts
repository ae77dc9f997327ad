import type { DoorKind } from './door.ts'
import { explore, type Failure } from './explore.ts'
import { keepShorter } from './explore-faults.ts'
import { faults } from './gate.ts'
import { pairs, triples } from './scenarios.ts'

/** What the tests play of all that `npm run interleave` can: the same each time, a few thousand schedules at each door. */
export interface ShortForm {
  readonly schedules: number
  /** The shortest schedule that breaks each check. */
  readonly failures: ReadonlyMap<string, Failure>
}

/**
 * Two requests in some orders of each scenario, three in one order of every third. Where a check is named it is the only
 * one, and the first schedule that breaks it the last.
 */
export async function playShortForm(kind: DoorKind, check?: string): Promise<ShortForm> {
  const failures = new Map<string, Failure>()
  let schedules = 0
  const short = [
    ...pairs(kind).map((scenario) => ({ scenario, limit: 2 })),
    ...triples(kind)
      .filter((_, index) => index % 3 === 0)
      .map((scenario) => ({ scenario, limit: 1 })),
  ]
  for (const [seed, { scenario, limit }] of short.entries()) {
    const found = await explore(scenario, kind, {
      depth: 4,
      limit,
      seed,
      isAnswerApart: seed % 2 === 1,
      ...(check !== undefined && { only: [check] }),
    })
    schedules += found.schedules
    for (const failure of found.failures.values()) keepShorter(failures, failure)
    if (check !== undefined && failures.size > 0) break
  }
  return { schedules, failures }
}

/** One fault at one call of each scenario of two requests, so that in the end each fault has been at each of the first calls. */
export async function playShortFormOfFaults(kind: DoorKind, check?: string): Promise<ShortForm> {
  const failures = new Map<string, Failure>()
  let schedules = 0
  for (const [seed, scenario] of pairs(kind).entries()) {
    const fault = faults[seed % faults.length]
    if (fault === undefined) continue
    const call = `${seed % 3 === 0 ? 'A' : 'B'}${1 + (Math.floor(seed / faults.length) % 4)}`
    const found = await explore(scenario, kind, { depth: 0, limit: 1, seed, fault: { call, kind: fault } })
    schedules += found.schedules
    for (const failure of found.failures.values()) keepShorter(failures, failure)
    if (check !== undefined && failures.has(check)) break
  }
  return { schedules, failures }
}
