import type { Failure } from './explore.ts'
import { inWords } from './scenario.ts'

/** A schedule that breaks a check, step by step in words. */
export function told({ check, says, outcome }: Failure): string {
  const steps = outcome.story.map((words, index) => `${String(index + 1).padStart(4)}. ${words}`)
  return [`${outcome.kind.name}: ${check}: ${says}`, `   ${inWords(outcome.scenario)}`, ...steps].join('\n')
}
