// `npm run interleave -- --depth 12`: requests of one session and of several people, in every order of their calls of the
// store up to that event, and drawn at random beyond. Prints how many schedules were played and, for each door and each
// check that does not hold, the shortest schedule that breaks it, step by step. `--door` and `--check` narrow it down,
// `--requests 3` plays three requests at once, `--late` makes a call's effect and its answer two events, `--faults` lets
// one call go wrong, every one in every way. Where a scenario has more than `--limit` schedules, as many again are drawn. Ends with exit code 1 when a check was broken.
import { parseArgs } from 'node:util'
import { checks } from './checks.ts'
import type { DoorKind } from './door.ts'
import { doors } from './doors.ts'
import { explore, type Failure } from './explore.ts'
import { exploreFaults, keepShorter } from './explore-faults.ts'
import { pairs, triples } from './scenarios.ts'
import { lengthOf, shrink } from './shrink.ts'
import { told } from './told.ts'

const { depth, door, check, requests, late, faults, limit, seed } = parseArgs({
  options: {
    depth: { type: 'string', default: '12' },
    door: { type: 'string', default: Object.keys(doors).join(',') },
    check: { type: 'string', default: Object.keys(checks).join(',') },
    requests: { type: 'string', default: '2' },
    faults: { type: 'boolean', default: false },
    late: { type: 'boolean', default: false },
    limit: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
}).values

const chosen = Object.entries<DoorKind>(doors).filter(([name]) => door.split(',').includes(name))
const options = {
  depth: Number(depth),
  limit: Number(limit),
  seed: Number(seed),
  only: check.split(','),
  isAnswerApart: late,
}
const broken: Failure[] = []
for (const [, kind] of chosen) {
  const shortest = new Map<string, Failure>()
  const begin = performance.now()
  let schedules = 0
  let complete = 0
  const scenarios = requests === '3' ? triples(kind) : pairs(kind)
  for (const scenario of scenarios) {
    const found = faults
      ? { isComplete: false, ...(await exploreFaults(scenario, kind, options)) }
      : await explore(scenario, kind, options)
    schedules += found.schedules
    if (found.isComplete) complete++
    for (const failure of found.failures.values()) keepShorter(shortest, failure)
  }
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  console.log(
    `${kind.name}: ${schedules} schedules of ${scenarios.length} scenarios (${complete} in every order) in ${seconds} s`,
  )
  for (const failure of shortest.values())
    broken.push(await shrink(failure, { ...options, fault: failure.outcome.fault }))
}
for (const failure of broken.toSorted((a, b) => lengthOf(a) - lengthOf(b)))
  console.error(`\n${told(failure)}`)
if (broken.length > 0) process.exitCode = 1
