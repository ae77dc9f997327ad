// `npm run bench:stores`: what a session costs in a database, beside others, over servers that it starts itself. `-- --quick`:
// fewer rounds and sessions; `-- --json`: for programs; `-- --save`: also writes `measured.json`, and the tables of the page on scaling that
// are computed of it. Ends with exit code 1 when a target is missed by more than the machine explains.
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'

const { quick, json, save } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
  },
}).values

// What is measured is what is published.
await promisify(execFile)('npm', ['run', 'build', '--workspace', 'packages/server'], {
  cwd: fileURLToPath(new URL('../../', import.meta.url)),
})
// It imports what was built just now.
const { measure } = await import('./measure.ts')
const { rowsOf, textOf } = await import('./report.ts')
const { tablesOf, withTables } = await import('./plan.ts')

const results = await measure(quick)
const rows = rowsOf(results)
console.log(json ? JSON.stringify(results, undefined, 2) : textOf(rows))
if (save) {
  await writeFile(new URL('./measured.json', import.meta.url), `${JSON.stringify(results, undefined, 2)}\n`)
  const page = new URL('../../docs/guide/scaling.md', import.meta.url)
  await writeFile(page, withTables(await readFile(page, 'utf8'), tablesOf(results)))
}

const missed = Object.values(rows)
  .flat()
  .filter(({ isClearMiss }) => isClearMiss)
if (missed.length > 0) {
  console.error(`Missed: ${missed.map(({ name }) => name).join('; ')}.`)
  process.exitCode = 1
}
