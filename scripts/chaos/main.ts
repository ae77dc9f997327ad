// `npm run chaos`: people use an app of several processes while these and their database are killed, frozen and started
// again, and every answer is held against what is there in the end. `-- --store redis --seconds 20 --seed 7`.
import { parseArgs } from 'node:util'
import type { Asked } from './history.ts'
import { type Report, run } from './run.ts'
import { answerMargin } from './settings.ts'
import { stages } from './stages.ts'

const { store, seconds, seed } = parseArgs({
  options: {
    store: { type: 'string', default: 'all' },
    seconds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
}).values

const names = store === 'all' ? Object.keys(stages) : [store]
for (const name of names) {
  const report = await run({
    store: name,
    seed: Number(seed),
    duration: Number(seconds) * 1_000,
    people: 6,
    workers: 3,
    processes: 3,
    margin: answerMargin,
  })
  print(name, report)
  if (report.violations.length > 0) process.exitCode = 1
}

function print(name: string, { history, faults, leftOut, violations, allowedLosses }: Report): void {
  const count = (is: (asked: Asked) => boolean): number => history.asked.filter(is).length
  const changes = (asked: Asked): boolean => asked.what === 'write' || asked.what === 'count'
  console.log(`${name} (seed ${seed})`)
  console.log(`  ${faults.length} faults: ${[...new Set(faults)].join('; ')}`)
  for (const fault of leftOut) console.log(`  left out: ${fault}`)
  console.log(
    `  ${history.asked.length} requests, ${count((asked) => changes(asked) && asked.status === 200)} changes acknowledged, ` +
      `${count(({ status }) => status === 503)} answered 503, ${count(({ status }) => status === 409)} answered 409, ` +
      `${count(({ status }) => status === 0)} cut off`,
  )
  console.log(`  ${history.seen.length} sessions alive, ${history.seenAfterEnd.length} ended`)
  if (allowedLosses > 0)
    console.log(`  ${allowedLosses} changes lost, which no replica had heard of when their primary died`)
  console.log(`  ${violations.length} violations`)
  for (const violation of violations.slice(0, 20)) console.log(`    ${violation}`)
}
