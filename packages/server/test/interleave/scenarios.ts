import type { DoorKind } from './door.ts'
import type { Beginning, RequestPlan, Scenario, Step } from './scenario.ts'

type Steps = readonly Step[]

/** What single requests do; the last of them are programs of more than one step. */
const programs: readonly Steps[] = [
  [],
  ['read'],
  ['write'],
  ['append'],
  ['update'],
  ['sign in'],
  ['switch account'],
  ['rotate'],
  ['regenerate'],
  ['destroy'],
  ['touch'],
  ['renew'],
  ['sign out'],
  ['revoke'],
  ['save', 'append'],
  ['sign in', 'write'],
  ['rotate', 'write'],
  ['update', 'rotate'],
  ['regenerate', 'sign in', 'write'],
]

/** What Ann does in a browser in which a cookie was planted, and what the attacker does meanwhile. */
const victims: readonly Steps[] = [
  ['sign in', 'write'],
  ['write', 'sign in'],
  ['sign in', 'save', 'append'],
  ['regenerate', 'sign in', 'write'],
  ['rotate', 'sign in'],
]
const attacks: readonly Steps[] = [
  ['read'],
  ['write'],
  ['append'],
  ['update'],
  ['rotate'],
  ['renew'],
  ['touch'],
  [],
]

const changes: readonly Steps[] = [
  ['write'],
  ['append'],
  ['update'],
  ['sign in'],
  ['rotate'],
  ['destroy'],
  ['renew'],
]

/** All scenarios of two requests that are played at that kind of door. */
export function pairs(kind: DoorKind): Scenario[] {
  return playable(kind, [
    ...victims.flatMap((victim) => attacks.map((attack) => planted([victim], [attack]))),
    ...unordered(programs).flatMap((pair) => [
      annWith('a visitor', pair),
      annWith('signed in', pair),
      ...(kind.hasLimit === true || pair.some((steps) => steps.includes('revoke'))
        ? [inTwoBrowsers(pair), inTwoBrowsers(pair.toReversed())]
        : []),
    ]),
    ...unordered([[], ...changes]).flatMap((pair) => [
      { ...annWith('a visitor', pair), isRenewalDue: true },
      { ...annWith('signed in', pair), isRenewalDue: true },
    ]),
    ...unordered(changes).map(([one = [], other = []]) => ({
      beginning: 'two people' as const,
      requests: [
        { browser: 'Ann' as const, steps: one },
        { browser: 'Bob' as const, steps: other },
      ],
    })),
  ])
}

/** All scenarios of three requests. */
export function triples(kind: DoorKind): Scenario[] {
  return playable(kind, [
    ...changes.flatMap((third) =>
      unordered(changes).flatMap((pair) => [
        annWith('a visitor', [...pair, third]),
        annWith('signed in', [...pair, third]),
      ]),
    ),
    ...victims.flatMap((victim) => unordered(attacks).map((pair) => planted([victim], pair))),
    ...victims.flatMap((victim) => attacks.map((attack) => planted([victim, ['read']], [attack]))),
  ])
}

function annWith(beginning: Beginning, all: readonly Steps[]): Scenario {
  return { beginning, requests: all.map((steps) => ({ browser: 'Ann', steps })) }
}

function inTwoBrowsers([here = [], there = []]: readonly Steps[]): Scenario {
  const requests: RequestPlan[] = [
    { browser: 'Ann', steps: here },
    { browser: "Ann's phone", steps: there },
  ]
  return { beginning: 'two browsers', requests }
}

function planted(victim: readonly Steps[], attack: readonly Steps[]): Scenario {
  const requests: RequestPlan[] = [
    ...victim.map((steps) => ({ browser: 'Ann' as const, steps })),
    ...attack.map((steps) => ({ browser: 'Mallory' as const, steps })),
  ]
  return { beginning: 'planted', requests }
}

/** Those that the door can play. A sign-in that keeps the sid is the app's own fault where the door knows no subjects. */
function playable(kind: DoorKind, scenarios: readonly Scenario[]): Scenario[] {
  return scenarios.filter(({ beginning, requests }) => {
    const steps = requests.flatMap((request) => request.steps)
    if (steps.some((step) => kind.lacks.includes(step))) return false
    // A limit is looked at by who signs in.
    if (kind.hasLimit === true && !steps.includes('sign in')) return false
    const isSafe = requests.every(
      (request) => !request.steps.includes('sign in') || request.steps[0] === 'regenerate',
    )
    return kind.knowsSubjects || beginning !== 'planted' || isSafe
  })
}

function unordered<T>(all: readonly T[]): (readonly T[])[] {
  return all.flatMap((one, index) => all.slice(index).map((other) => [one, other]))
}
