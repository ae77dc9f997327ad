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

/** Runs a program on express-session and on what is to take its place, which may differ in the listed ways only. */
export async function judge(program: Program, module: SessionModule): Promise<Verdict> {
  const actual = await runProgram(program, [module])
  const differs = mismatches(await runProgram(program, [expressSession]), actual)
  if (differs.length === 0) return { shown: [], mismatches: [] }
  const concerned = differences.filter(({ concerns }) => concerns(program))
  // One alone if it suffices, so that the count of each says something.
  for (const difference of concerned) {
    if ((await differing(program, actual, [difference])).length === 0) {
      return { shown: [difference.name], mismatches: [] }
    }
  }
  return {
    shown: concerned.map(({ name }) => name),
    mismatches: await differing(program, actual, concerned),
  }
}

async function differing(
  program: Program,
  actual: Observation,
  wanted: readonly Difference[],
): Promise<Mismatch[]> {
  const amended = wanted.reduce((module, { amend }) => amend(module), expressSession)
  return mismatches(await runProgram(program, [amended]), actual)
}
