// `npm run differential -- --runs 50000`: programs on express-session and on the drop-in. `--seed` and `--path` repeat one
// that failed. Ends with exit code 1 when the two differ in a way that is not listed.
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { program } from './arbitrary-program.ts'
import { dropIn } from './drop-in.ts'
import { judge } from './judge.ts'

const { runs, seed, path } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    path: { type: 'string' },
  },
}).values

console.log(`seed ${seed}`)
const shown = new Map<string, number>()
let count = 0

const agrees = fc.asyncProperty(program, async (each) => {
  count++
  const verdict = await judge(each, dropIn)
  for (const name of verdict.shown) shown.set(name, (shown.get(name) ?? 0) + 1)
  if (verdict.mismatches.length > 0) throw new Error(JSON.stringify(verdict.mismatches, undefined, 2))
})

const result = await fc.check(agrees, {
  numRuns: Number(runs),
  seed: Number(seed),
  ...(path !== undefined && { path }),
})

console.log(`${count} programs run, those of the shrinking included`)
for (const [name, times] of [...shown].sort(([, a], [, b]) => b - a)) console.log(`${times} show: ${name}`)
if (result.failed) {
  const [counterexample] = result.counterexample ?? []
  console.error(`\nThey differ. Repeat with --seed ${seed} --path ${result.counterexamplePath}`)
  console.error(JSON.stringify(counterexample, undefined, 1))
  console.error(String(result.errorInstance))
  process.exitCode = 1
}
