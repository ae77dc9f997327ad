import fc from 'fast-check'
import { type Bound, bounds, type Worst } from './bounds.ts'
import type { Impairment } from './page.ts'
import { replay } from './replay.ts'
import { schedule } from './schedule.ts'

export interface CheckOptions {
  readonly runs: number
  readonly seed: number
  /** To the schedule of an earlier check that broke a bound. */
  readonly path?: string | undefined
  /** Judges by this bound alone. */
  readonly bound?: string | undefined
  readonly impairment?: Impairment
}

export interface Report {
  readonly worst: Worst
  /** Days replayed, those of the shrinking included, and the requests in them. */
  readonly days: number
  readonly requests: number
  /** The smallest schedule found that breaks a bound, told step by step. */
  readonly counterexample: string | undefined
}

/** Replays random schedules until one breaks a bound. */
export async function check({ runs, seed, path, bound: only, impairment }: CheckOptions): Promise<Report> {
  const worst: Worst = {}
  let days = 0
  let requests = 0
  const keepsBounds = fc.asyncProperty(schedule, async (each) => {
    const verdict = await replay(each, { impairment })
    days++
    requests += verdict.requests
    for (const bound of Object.keys(bounds) as Bound[]) {
      const value = verdict.worst[bound]
      if (value !== undefined) worst[bound] = Math.max(value, worst[bound] ?? -Infinity)
    }
    const broken = verdict.broken.filter((bound) => only === undefined || bound === only)
    if (broken.length > 0) throw new Error(broken.join(', '))
  })
  const result = await fc.check(keepsBounds, {
    numRuns: runs,
    seed,
    // What is broken on purpose needs no shortest schedule.
    endOnFailure: impairment !== undefined,
    ...(path !== undefined && { path }),
  })
  const [smallest] = result.counterexample ?? []
  if (!smallest) return { worst, days, requests, counterexample: undefined }
  const { steps: _, ...world } = smallest
  const { story, broken } = await replay(smallest, { isTold: true, impairment })
  const counterexample = [
    `Not kept: ${broken.join(', ')}. Repeat with --seed ${seed} --path ${result.counterexamplePath}`,
    JSON.stringify(world),
    ...story,
  ].join('\n')
  return { worst, days, requests, counterexample }
}
