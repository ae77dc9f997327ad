import { checks } from './checks.ts'
import type { Door, DoorKind } from './door.ts'
import type { Event } from './gate.ts'
import { type Choose, type Outcome, play, type RunOptions } from './run.ts'
import { nameOf, type Scenario } from './scenario.ts'

/** A schedule that breaks a check. */
export interface Failure {
  readonly check: string
  readonly says: string
  readonly outcome: Outcome
}

export interface Exploration {
  /** Schedules that were played. */
  readonly schedules: number
  /** Whether these were all there are. */
  readonly isComplete: boolean
  /** The shortest that breaks each check. */
  readonly failures: ReadonlyMap<string, Failure>
  /** The names of all calls that came up. */
  readonly calls: readonly string[]
}

export interface ExploreOptions extends RunOptions {
  /** Up to that event every order is played; from then on one drawn at random. */
  readonly depth: number
  readonly seed?: number
  /** Schedules at most. */
  readonly limit?: number
  /** The checks to judge by; all, unless told. */
  readonly only?: readonly string[]
}

/** A place at which there is a choice: what is chosen now, what was before, and what need not be. */
interface Fork {
  readonly events: readonly Event[]
  /** Events whose every order with the chosen one has been played elsewhere, for they do not depend on each other. */
  readonly asleep: readonly Event[]
  readonly played: Event[]
  chosen: Event
}

/** Plays every order of events up to a depth, and judges each. */
export async function explore(
  scenario: Scenario,
  kind: DoorKind,
  { depth, seed = 1, limit = Number.POSITIVE_INFINITY, only, ...options }: ExploreOptions,
): Promise<Exploration> {
  const random = randomFrom(seed)
  const path: Fork[] = []
  const failures = new Map<string, Failure>()
  const calls = new Set<string>()
  let schedules = 0
  let isComplete = true
  do {
    let step = 0
    let isNew = true
    const choose: Choose = (events) => {
      const known = path[step++]
      if (known !== undefined) return named(events, known.chosen)
      if (step > depth) {
        if (events.length > 1) isComplete = false
        return drawn(events, random)
      }
      const asleep = asleepAfter(path.at(-1), scenario, kind)
      const chosen = events.find((event) => !has(asleep, event))
      // Every order from here on has been played: this one is no news.
      if (chosen === undefined) isNew = false
      const fork = { events, asleep, played: [], chosen: chosen ?? drawn(events, random) }
      path.push(fork)
      return fork.chosen
    }
    const outcome = await play(scenario, kind, doorOf(kind), choose, options)
    for (const call of outcome.calls) calls.add(call)
    if (isNew) {
      schedules++
      judge(outcome, failures, only)
    }
  } while (schedules < limit && advance(path))
  // The rest is too much: it is looked at here and there.
  for (let rest = path.length === 0 ? 0 : limit; rest > 0; rest--) {
    const outcome = await play(scenario, kind, doorOf(kind), (events) => drawn(events, random), options)
    schedules++
    judge(outcome, failures, only)
  }
  return { schedules, isComplete: isComplete && path.length === 0, failures, calls: [...calls] }
}

const made = new WeakMap<DoorKind, Door>()

/** One door of each kind serves all runs: to make one takes longer than to play through it. */
function doorOf(kind: DoorKind): Door {
  const known = made.get(kind)
  if (known !== undefined) return known
  const door = kind.create()
  made.set(kind, door)
  return door
}

/** Notes what an outcome breaks, where none that broke it was shorter. */
export function judge(
  outcome: Outcome,
  failures: Map<string, Failure>,
  only: readonly string[] = Object.keys(checks),
): void {
  for (const [check, find] of Object.entries(checks)) {
    if (!only.includes(check)) continue
    const [says] = find(outcome)
    const shortest = failures.get(check)
    if (says === undefined || (shortest && shortest.outcome.story.length <= outcome.story.length)) continue
    failures.set(check, { check, says, outcome })
  }
}

/** Goes to the next schedule; `false`: there is none. */
function advance(path: Fork[]): boolean {
  for (let fork = path.at(-1); fork !== undefined; fork = path.at(-1)) {
    const { events, asleep, played } = fork
    played.push(fork.chosen)
    const next = events.find((event) => !has(asleep, event) && !has(played, event))
    if (next !== undefined && !has(asleep, fork.chosen)) {
      fork.chosen = next
      return true
    }
    path.pop()
  }
  return false
}

function asleepAfter(fork: Fork | undefined, scenario: Scenario, kind: DoorKind): readonly Event[] {
  if (fork === undefined) return []
  return [...fork.asleep, ...fork.played].filter((event) =>
    areIndependent(event, fork.chosen, scenario, kind),
  )
}

/** Whether the order of two events can make no difference: other browsers, other sessions, and nothing in common between. */
function areIndependent(one: Event, other: Event, { requests }: Scenario, kind: DoorKind): boolean {
  if (!kind.isCompareAndSet || one.keys === undefined || other.keys === undefined) return false
  const [here, there] = [one, other].map(
    ({ name }) => requests.find((_, index) => name.startsWith(nameOf(index)))?.browser,
  )
  if (here === there) return false
  return (one.isRead && other.isRead) || one.keys.every((key) => !other.keys?.includes(key))
}

function has(events: readonly Event[], { name }: Event): boolean {
  return events.some((event) => event.name === name)
}

function named(events: readonly Event[], { name }: Event): Event {
  const found = events.find((event) => event.name === name)
  if (found === undefined) throw new Error(`a schedule is not repeated as it was: ${name} is missing`)
  return found
}

function drawn(events: readonly Event[], random: () => number): Event {
  const event = events[Math.floor(random() * events.length)]
  if (event === undefined) throw new Error('there is nothing to choose from')
  return event
}

/** Numbers from 0 up to 1, the same for each seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
