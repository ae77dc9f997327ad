import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sealedCookieCases } from './cases.ts'
import { shuffled } from './rounds.ts'

const measureFile = fileURLToPath(new URL('./sealed-cookie.ts', import.meta.url))

/** Whose sessions are in the cookies. */
const peers = ['sojourn', 'iron-session'] as const
export type SealedCookieSample = Readonly<Record<(typeof peers)[number], number>>
type SealedCookieCase = (typeof sealedCookieCases)[number]

/** Several rounds, each peer in a fresh process, in another order each time: microseconds of CPU time over the floor. */
export async function measureSealedCookies(
  rounds: number,
  requests: number,
): Promise<Map<SealedCookieCase, SealedCookieSample[]>> {
  const samples = new Map<SealedCookieCase, SealedCookieSample[]>(sealedCookieCases.map((each) => [each, []]))
  for (let round = 1; round <= rounds; round += 1) {
    console.error(`sealed cookies, round ${round} of ${rounds} …`)
    const floor = await measure('floor', sealedCookieCases[0], requests)
    for (const kind of shuffled(sealedCookieCases)) {
      const sample = { sojourn: 0, 'iron-session': 0 }
      for (const peer of shuffled(peers)) sample[peer] = (await measure(peer, kind, requests)) - floor
      samples.get(kind)?.push(sample)
    }
  }
  return samples
}

async function measure(
  entry: string,
  { use, dataSize }: SealedCookieCase,
  requests: number,
): Promise<number> {
  const args = [measureFile, entry, use, `${dataSize}`, `${requests}`]
  const env = { ...process.env, NODE_ENV: 'production' }
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  return Number(stdout)
}
