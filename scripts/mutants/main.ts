// `npm run mutants`: breaks the modules that decide, one change at a time, and says which changes no test noticed.
// `-- merge commit`: these alone. Ends with exit code 1 when fewer than 95 % are noticed, or a survivor is not explained.
import { parseArgs } from 'node:util'
import { modules } from './modules.ts'
import type { Survivor } from './report.ts'
import { installStryker, mutate } from './stryker.ts'
import { type Explained, explained } from './survivors.ts'

/** Of the changes that make a difference. */
const minNoticed = 0.95
const unexplained = 'NOT EXPLAINED: write a test that notices it, or say in survivors.ts why none can.'

const { positionals } = parseArgs({ allowPositionals: true })
const unknown = positionals.filter((name) => modules.every((module) => module.name !== name))
if (unknown.length > 0) {
  const names = modules.map(({ name }) => name).join(', ')
  console.error(`No module is called ${unknown.join(', ')}. There are ${names}.`)
  process.exit(1)
}
const chosen = modules.filter(({ name }) => positionals.length === 0 || positionals.includes(name))

installStryker()
for (const module of chosen) {
  const { name, file } = module
  const { noticed, survivors } = mutate(module)
  const told = survivors.map((survivor) => ({ ...survivor, explanation: explanationOf(name, survivor) }))
  const counted = told.filter(({ explanation }) => explanation?.isEquivalent !== true)
  const all = noticed + counted.length
  const share = noticed / all
  console.log(`${name}: ${noticed} of ${all} changes noticed (${(share * 100).toFixed(1)} %)`)
  for (const { line, was, becomes, explanation } of told) {
    console.log(`  ${file}:${line}  ${was}  →  ${becomes}`)
    console.log(`    ${explanation?.because ?? unexplained}`)
    if (explanation === undefined) process.exitCode = 1
  }
  if (share < minNoticed) process.exitCode = 1
}

function explanationOf(module: string, { on, was, becomes }: Survivor): Explained | undefined {
  const among = explained.filter((each) => each.module === module && each.on === on)
  return among.find((each) => each.was === was && each.becomes === becomes)
}
