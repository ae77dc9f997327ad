import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Case, cases, type Entry, entries } from './cases.ts'

const measureFile = fileURLToPath(new URL('./measure.ts', import.meta.url))

/** What one round found out about one case: microseconds of CPU time per request, over the floor. */
export type Sample = Readonly<Record<Entry, number>>

/** Several rounds, each entry in a fresh process, in another order each time: a slow spell of the machine hits all alike. */
export async function measureRounds(
  measured: readonly Case[],
  rounds: number,
  requests: number,
): Promise<Map<Case, Sample[]>> {
  const samples = new Map<Case, Sample[]>(measured.map((kind) => [kind, []]))
  for (let round = 1; round <= rounds; round += 1) {
    console.error(`round ${round} of ${rounds} …`)
    const floor = await measure('floor', cases[0], requests)
    for (const kind of shuffled(measured)) {
      const sample = { floor: 0, 'express-session': 0, sojourn: 0, 'drop-in': 0 }
      for (const entry of shuffled(entries)) {
        if (entry !== 'floor') sample[entry] = (await measure(entry, kind, requests)) - floor
      }
      samples.get(kind)?.push(sample)
    }
  }
  return samples
}

async function measure(entry: Entry, { name }: Case, requests: number): Promise<number> {
  const args = ['--expose-gc', measureFile, entry, name, String(requests)]
  const env = { ...process.env, NODE_ENV: 'production' }
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  return Number(stdout)
}

/** The same in another order each time. */
export function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item)
}
