import { type Mismatch, mismatches } from './compare.ts'
import { type Difference, differences } from './differences.ts'
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
  if ((await differing(program, modules, [])).length === 0) return { shown: [], mismatches: [] }
  const concerned = differences.filter(({ concerns }) => concerns(program))
  // One alone if it suffices, so that the count of each says something.
  for (const difference of concerned) {
    if ((await differing(program, modules, [difference])).length === 0) {
      return { shown: [difference.name], mismatches: [] }
    }
  }
  const shown = concerned.map(({ name }) => name)
  return { shown, mismatches: await differing(program, modules, concerned) }
}

/** What is left when express-session has the wanted differences too. */
async function differing(
  program: Program,
  [first, ...rest]: Modules,
  wanted: readonly Difference[],
): Promise<Mismatch[]> {
  const amended = wanted.reduce((module, { amend }) => amend(module), expressSession)
  // A roll-out alternates between both.
  const amendTheirs = (module: SessionModule): SessionModule => (module === expressSession ? amended : module)
  const expected = await runProgram(program, [amended])
  const actual = await runProgram(program, [amendTheirs(first), ...rest.map(amendTheirs)])
  const leveled = ({ startError, requests }: Observation): unknown => ({
    startError,
    requests: requests.map((request) => wanted.reduce((seen, { level = same }) => level(seen), request)),
  })
  return mismatches(leveled(expected), leveled(actual))
}

function same<T>(value: T): T {
  return value
}
