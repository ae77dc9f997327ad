import { type ExploreOptions, explore, type Failure } from './explore.ts'
import type { Scenario } from './scenario.ts'

/** The shortest schedule that breaks the same check in the scenario, or in what is left of it without a request or a step. */
export async function shrink(failure: Failure, options: ExploreOptions): Promise<Failure> {
  const { kind } = failure.outcome
  for (const scenario of smaller(failure.outcome.scenario)) {
    const { failures } = await explore(scenario, kind, { ...options, only: [failure.check] })
    const found = failures.get(failure.check)
    if (found !== undefined && lengthOf(found) <= lengthOf(failure)) return shrink(found, options)
  }
  return failure
}

/** How many things happen in it. */
export function lengthOf({ outcome }: Failure): number {
  return outcome.story.length
}

function smaller({ requests, ...rest }: Scenario): Scenario[] {
  return requests.flatMap((request, index) => [
    { ...rest, requests: requests.toSpliced(index, 1) },
    ...request.steps.map((_, step) => ({
      ...rest,
      requests: requests.with(index, { ...request, steps: request.steps.toSpliced(step, 1) }),
    })),
  ])
}
