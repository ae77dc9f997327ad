import { type Mismatch, mismatches } from './compare.ts'
import type { Difference } from './difference.ts'
import { savedBeforeSent } from './differences/saved-before-sent.ts'
import { differences } from './differences.ts'
import type { Program } from './program.ts'
import type { Observation } from './recorder.ts'
import { runProgram } from './run-program.ts'
import { expressSession, type SessionModule } from './session-module.ts'

export interface Verdict {
  /** The names of the wanted differences that the program shows. */
  readonly shown: readonly string[]
  /** What differs beyond those. */
  readonly mismatches: readonly Mismatch[]
}

type Modules = readonly [SessionModule, ...SessionModule[]]

/** Runs a program on express-session and on what is to take its place, which may differ in the listed ways only. */
export async function judge(program: Program, ...modules: Modules): Promise<Verdict> {
  const differing = await comparison(program, modules)
  const agrees = async (wanted: readonly Difference[]): Promise<boolean> =>
    (await differing(wanted)).length === 0
  if (await agrees([])) return { shown: [], mismatches: [] }
  if (await agrees([savedBeforeSent])) return { shown: [savedBeforeSent.name], mismatches: [] }
  let wanted = differences.filter(({ concerns }) => concerns(program))
  const left = await differing(wanted)
  for (const difference of left.length === 0 ? wanted : []) {
    const others = wanted.filter((each) => each !== difference)
    if (await agrees(others)) wanted = others
  }
  return { shown: wanted.map(({ name }) => name), mismatches: left }
}

/** What is left when express-session has these differences too. */
async function comparison(
  program: Program,
  [first, ...rest]: Modules,
): Promise<(wanted: readonly Difference[]) => Promise<Mismatch[]>> {
  const isMixed = [first, ...rest].includes(expressSession)
  const unmixed = isMixed ? undefined : await runProgram(program, [first, ...rest])
  return async (wanted) => {
    const amended = wanted.reduce((module, { amend }) => amend(module), expressSession)
    // A deploy is one of an express-session that has them.
    const amendTheirs = (module: SessionModule): SessionModule =>
      module === expressSession ? amended : module
    const actual = unmixed ?? (await runProgram(program, [amendTheirs(first), ...rest.map(amendTheirs)]))
    const expected = await runProgram(program, [amended])
    return mismatches(level(expected, wanted), level(actual, wanted))
  }
}

function level({ startError, requests }: Observation, wanted: readonly Difference[]): Observation {
  return {
    ...(startError !== undefined && { startError }),
    requests: requests.map((request) => wanted.reduce((seen, { level = same }) => level(seen), request)),
  }
}

function same<T>(value: T): T {
  return value
}
