import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Entry } from './cases.ts'
import { hostileRequests } from './hostile-requests.ts'
import type { Row } from './report.ts'

const priceFile = fileURLToPath(new URL('./price.ts', import.meta.url))

/** What is asked: a page of an app that reads its session, or the session endpoints. */
const columns = [
  { name: 'Express alone', entry: 'floor', place: 'pages' },
  { name: 'sojourn', entry: 'sojourn', place: 'pages' },
  { name: 'sojourn endpoints', entry: 'sojourn', place: 'endpoints' },
  { name: 'drop-in', entry: 'drop-in', place: 'pages' },
  { name: 'drop-in endpoints', entry: 'drop-in', place: 'endpoints' },
] as const satisfies readonly { name: string; entry: Entry; place: 'pages' | 'endpoints' }[]

/**
 * How many plain requests a hostile one may cost. To read 15 KB once, and four signatures, is a few; what backtracks or is
 * quadratic over as much costs thousands.
 */
const most = 40

/** CPU time per hostile request, as a ratio to a plain one of the same app. */
export async function priceList(requests: number): Promise<Row[]> {
  const prices: Record<string, number>[] = []
  for (const { entry, place } of columns) prices.push(await pricesOf(entry, place, requests))
  return hostileRequests.map(({ name }) => {
    const ratios = prices.map((costs) => (costs[name] ?? Number.NaN) / (costs.plain ?? Number.NaN))
    const isFine = ratios.every((ratio) => ratio <= most)
    return {
      name,
      figures: {
        ...Object.fromEntries(
          columns.map((column, index) => [column.name, `× ${ratios[index]?.toFixed(1)}`]),
        ),
        target: `≤ ${most}`,
      },
      verdict: isFine ? 'PASS' : 'MISS',
      isClearMiss: !isFine,
    }
  })
}

async function pricesOf(entry: Entry, place: string, requests: number): Promise<Record<string, number>> {
  const env = { ...process.env, NODE_ENV: 'production' }
  const { stdout } = await promisify(execFile)(process.execPath, [priceFile, entry, place, `${requests}`], {
    env,
  })
  return JSON.parse(stdout)
}
