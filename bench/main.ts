// `npm run bench`: what a session costs. `-- --quick`: fewer rounds, for a gate; `-- --json`: for programs.
// Ends with exit code 1 when a target is missed by more than the machine explains.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { cases, type Entry, type Ours } from './cases.ts'
import { measureLoopback } from './loopback.ts'
import { priceList } from './prices.ts'
import { heapRow, loopbackRow, requestRow, sealedCookieRow, sizeRow, sqliteRow, table } from './report.ts'
import { measureRounds } from './rounds.ts'
import { measureSealedCookies } from './sealed-cookie-rounds.ts'
import { doors, sizeOf } from './sizes.ts'
import { measureSqlite } from './sqlite-rounds.ts'

const { quick, json } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
}).values

const run = promisify(execFile)

// What is measured is what is published.
await run('npm', ['run', 'build'], { cwd: fileURLToPath(new URL('../', import.meta.url)) })

// A gate needs the rows that have a target.
const measured = cases.filter(({ targets }) => !quick || targets.sojourn !== undefined)
const samples = await measureRounds(measured, quick ? 5 : 7, quick ? 80_000 : 120_000)
const rowsOf = (entry: Ours) => measured.map((kind) => requestRow(kind, entry, samples.get(kind) ?? []))
const requests = { sojourn: rowsOf('sojourn'), 'drop-in': rowsOf('drop-in') }

const loopbackSamples = await measureLoopback(quick ? 3 : 7, quick ? 6_000 : 20_000)
const loopback = [...loopbackSamples].map(([kind, found]) => loopbackRow(kind, found))

const sqliteSamples = await measureSqlite(quick ? 3 : 5, quick ? 5_000 : 20_000)
const sqlite = [...sqliteSamples].map(([kind, found]) => sqliteRow(kind, found))

const sealedCookieSamples = await measureSealedCookies(quick ? 3 : 5, quick ? 2_000 : 10_000)
const sealedCookies = [...sealedCookieSamples].map(([kind, found]) => sealedCookieRow(kind, found))

const heapFile = fileURLToPath(new URL('./heap.ts', import.meta.url))
async function bytesPerSession(entry: Entry): Promise<number> {
  return Number((await run(process.execPath, ['--expose-gc', heapFile, entry])).stdout)
}
const heap = [heapRow(await bytesPerSession('sojourn'), await bytesPerSession('express-session'))]

const prices = await priceList(quick ? 200 : 1_000)

const sizes = await Promise.all(doors.map(async (door) => sizeRow(door, await sizeOf(door))))

// It imports what was built just now.
const { measureTick } = await import('./ticks.ts')
const ticks = [await measureTick(1), await measureTick(1000)]

if (json) {
  console.log(
    JSON.stringify({ requests, loopback, sqlite, sealedCookies, prices, heap, sizes, ticks }, undefined, 2),
  )
} else {
  console.log(table('CPU time per request over bare Express, median (range)', requests.sojourn))
  console.log(table('\nThe same of the express-session drop-in', requests['drop-in']))
  console.log(table("\nThe server's CPU time per request over loopback, over the host alone", loopback))
  console.log(table('\nCPU time per call of a store in an SQLite file', sqlite))
  console.log(
    table('\nCPU time per request over bare Express, with the session in its cookie', sealedCookies),
  )
  console.log(table('\nCPU time per hostile request, as a ratio to a plain one', prices))
  console.log(table('\nMemory per session in the memory store', heap))
  console.log(table("\nBytes of the client's bundle", sizes))
  console.log(table("\nA second of the client's countdown", ticks))
}

const rows = [
  requests.sojourn,
  requests['drop-in'],
  loopback,
  sqlite,
  sealedCookies,
  prices,
  heap,
  sizes,
].flat()
const missed = rows.filter(({ isClearMiss }) => isClearMiss)
if (missed.length > 0) {
  console.error(`Missed: ${missed.map(({ name }) => name).join(', ')}.`)
  process.exitCode = 1
}
