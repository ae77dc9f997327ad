import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Entry, type Host, type LoopbackCase, loopbackCases } from './cases.ts'
import { load } from './load.ts'
import { shuffled } from './rounds.ts'

const serverFile = fileURLToPath(new URL('./loopback-server.ts', import.meta.url))
const warmUp = 5_000
/** In so many turns are the paths of a server measured. */
const slices = 4
/** Fewer than in one process: each signs in over the network. */
const visitorCount = 4_000

/** Who is measured over loopback. */
const entries = ['floor', 'express-session', 'sojourn'] as const satisfies readonly Entry[]
export type LoopbackEntry = (typeof entries)[number]

export interface LoopbackSample {
  /** Microseconds of the server's CPU time per request. */
  readonly cost: Readonly<Record<LoopbackEntry, number>>
  /** Requests per second. */
  readonly rate: Readonly<Record<LoopbackEntry, number>>
}

interface Figures {
  readonly cost: number
  readonly rate: number
}

const nothing: Figures = { cost: Number.NaN, rate: Number.NaN }

/** Several rounds, each entry in a fresh process, in another order each time. */
export async function measureLoopback(
  rounds: number,
  requests: number,
): Promise<Map<LoopbackCase, LoopbackSample[]>> {
  const samples = new Map<LoopbackCase, LoopbackSample[]>(loopbackCases.map((each) => [each, []]))
  for (let round = 1; round <= rounds; round += 1) {
    console.error(`loopback, round ${round} of ${rounds} …`)
    for (const host of shuffled(['express', 'http'] as const)) {
      const cases = loopbackCases.filter((each) => each.host === host)
      const found = new Map<LoopbackEntry, Figures[]>()
      for (const entry of shuffled(entries))
        found.set(entry, await measureServer(entry, host, cases, requests))
      for (const [index, each] of cases.entries()) {
        const figure = (entry: LoopbackEntry): Figures => found.get(entry)?.[index] ?? nothing
        const of = (key: keyof Figures) => ({
          floor: figure('floor')[key],
          'express-session': figure('express-session')[key],
          sojourn: figure('sojourn')[key],
        })
        samples.get(each)?.push({ cost: of('cost'), rate: of('rate') })
      }
    }
  }
  return samples
}

/** What each of the cases costs in one process, whose visitors have all signed in. */
async function measureServer(
  entry: LoopbackEntry,
  host: Host,
  cases: readonly LoopbackCase[],
  requests: number,
): Promise<Figures[]> {
  const env = { ...process.env, NODE_ENV: 'production' }
  // Its errors come as an exit code; express-session has a warning for each start.
  const server = fork(serverFile, [entry, host], { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  try {
    const port = await answerOf(server)
    const cookies = entry === 'floor' ? [''] : await signIn(port)
    const figures = cases.map(() => ({ cost: 0, rate: 0 }))
    // Each path has its share of every spell, or the first would pay for what the process has yet to compile.
    for (let slice = 0; slice <= slices; slice += 1) {
      const count = slice === 0 ? warmUp : requests / slices
      for (const [index, { path }] of cases.entries()) {
        const next = () => ({ path, cookie: cookies[Math.floor(Math.random() * cookies.length)] ?? '' })
        const before = await cpuTime(server)
        const start = performance.now()
        await load(port, count, next)
        const seconds = (performance.now() - start) / 1000
        const cost = (await cpuTime(server)) - before
        const figure = figures[index]
        if (slice === 0 || figure === undefined) continue
        figure.cost += cost / requests
        figure.rate += count / seconds / slices
      }
    }
    return figures
  } finally {
    if (server.exitCode === null && server.kill()) await once(server, 'exit')
  }
}

async function signIn(port: number): Promise<string[]> {
  const cookies: string[] = []
  await load(
    port,
    visitorCount,
    () => ({ path: '/sign-in', cookie: '' }),
    (head) => cookies.push(/\r\nset-cookie: ([^;]+)/i.exec(head)?.[1] ?? ''),
  )
  return cookies
}

function cpuTime(server: ChildProcess): Promise<number> {
  const answer = answerOf(server)
  server.send('')
  return answer
}

async function answerOf(server: ChildProcess): Promise<number> {
  const over = new AbortController()
  const died = once(server, 'exit', { signal: over.signal }).then(([code]) => {
    throw new Error(`The server ended with code ${code}.`)
  })
  try {
    const [message]: unknown[] = await Promise.race([once(server, 'message'), died])
    return Number(message)
  } finally {
    died.catch(() => {})
    over.abort()
  }
}
