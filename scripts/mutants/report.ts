import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Module } from './modules.ts'

const position = z.object({ line: z.number(), column: z.number() })

/** The parts that count of Stryker's report (mutation-testing-report-schema). */
const reportSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          status: z.string(),
          replacement: z.string().default(''),
          location: z.object({ start: position, end: position }),
        }),
      ),
    }),
  ),
})

/** A change of the code that no test noticed. */
export interface Survivor {
  /** Counted from 1. */
  readonly line: number
  /** What stands on that line. */
  readonly on: string
  /** The code that was replaced, and by what. White space counts as one space. */
  readonly was: string
  readonly becomes: string
}

export interface Result {
  readonly noticed: number
  readonly survivors: readonly Survivor[]
}

/** What became of the mutants of one module. A mutant that hangs is noticed; one that does not compile is none. */
export function readReport(path: string, { file }: Module): Result {
  const found = reportSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).files[file]
  if (found === undefined) throw new Error(`The report says nothing of ${file}.`)
  const { mutants, source } = found
  const of = (...statuses: string[]) => mutants.filter(({ status }) => statuses.includes(status))
  return {
    noticed: of('Killed', 'Timeout').length,
    survivors: of('Survived', 'NoCoverage').map(({ location: { start, end }, replacement }) => ({
      line: start.line,
      on: source.split('\n')[start.line - 1]?.trim() ?? '',
      was: oneLine(source.slice(offsetOf(source, start), offsetOf(source, end))),
      becomes: oneLine(replacement),
    })),
  }
}

/** Where a line and a column, both counted from 1, are in a text. */
function offsetOf(text: string, { line, column }: z.infer<typeof position>): number {
  const before = text.split('\n').slice(0, line - 1)
  return before.reduce((sum, each) => sum + each.length + 1, column - 1)
}

function oneLine(code: string): string {
  return code.replace(/\s+/g, ' ').trim()
}
