// `npm run replay -- --runs 50000`: whole days of a browser in virtual time, on all processors. `--seed` and `--path` repeat
// one that broke a bound, `--bound` judges by one bound alone. Prints the worst case of each bound, and ends with exit code 1
// when one was not kept.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type Bound, bounds } from './bounds.ts'
import { type CheckOptions, check, type Report } from './check.ts'

if (isMainThread) await main()
else parentPort?.postMessage(await check(workerData))

function checkInWorker(options: CheckOptions): Promise<Report> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: options })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '2000' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      path: { type: 'string' },
      bound: { type: 'string' },
    },
  })
  const { path, bound } = values
  const [runs, seed] = [Number(values.runs), Number(values.seed)]
  const workers = path === undefined ? Math.min(availableParallelism(), Math.ceil(runs / 1000)) : 1

  console.log(`seed ${seed}`)
  const begin = performance.now()
  const reports = await Promise.all(
    Array.from({ length: workers }, (_, n) =>
      checkInWorker({ runs: Math.ceil(runs / workers), seed: seed + n, path, bound }),
    ),
  )
  const total = (of: 'days' | 'requests'): number => reports.reduce((sum, report) => sum + report[of], 0)
  const perSecond = Math.round((total('days') * 1000) / (performance.now() - begin))
  console.log(`${total('days')} days with ${total('requests')} requests, ${perSecond} days a second`)
  for (const name of Object.keys(bounds) as Bound[]) {
    const worst = Math.max(...reports.map((report) => report.worst[name] ?? -Infinity))
    const { limit, says } = bounds[name]
    console.log(`${name}: ${worst === -Infinity ? 'never' : worst}, at most ${limit} ${says}`)
  }
  for (const { counterexample } of reports) {
    if (counterexample === undefined) continue
    console.error(`\n${counterexample}`)
    process.exitCode = 1
  }
}
