// `npm run mutants`: breaks the modules that decide, one change at a time, and says which changes no test noticed.
// `-- merge commit`: these alone. Ends with exit code 1 when fewer than 95 % are noticed, or a survivor is not explained.
import { parseArgs } from 'node:util'
import { modules } from './modules.ts'
import type { Survivor } from './report.ts'
import { installStryker, mutate } from './stryker.ts'
import { explained } from './survivors.ts'

const leastNoticed = 0.95

const { positionals } = parseArgs({ allowPositionals: true })
const unknown = positionals.filter((name) => modules.every((module) => module.name !== name))
if (unknown.length > 0) {
  const names = modules.map(({ name }) => name).join(', ')
  console.error(`No module is called ${unknown.join(', ')}. There are ${names}.`)
  process.exit(1)
}
const chosen = modules.filter(({ name }) => positionals.length === 0 || positionals.includes(name))

function explain(module: string, { was, becomes }: Survivor): string | undefined {
  return explained.find((each) => each.module === module && each.was === was && each.becomes === becomes)
    ?.because
}

installStryker()
for (const module of chosen) {
  const { name, file } = module
  const { noticed, survivors } = mutate(module)
  const all = noticed + survivors.length
  const share = noticed / all
  console.log(`${name}: ${noticed} of ${all} changes noticed (${(share * 100).toFixed(1)} %)`)
  for (const survivor of survivors) {
    const because = explain(name, survivor)
    console.log(`  ${file}:${survivor.line}  ${survivor.was}  →  ${survivor.becomes}`)
    console.log(
      `    ${because ?? 'NOT EXPLAINED: write a test that notices it, or say in survivors.ts why none can.'}`,
    )
    if (because === undefined) process.exitCode = 1
  }
  if (share < leastNoticed) process.exitCode = 1
}
