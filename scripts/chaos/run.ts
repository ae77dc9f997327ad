import { setTimeout as delay } from 'node:timers/promises'
import { check, type Verdict } from './check.ts'
import { type Browser, Client } from './client.ts'
import type { History, LossWindow, Seen } from './history.ts'
import { look, signIn, type ToUrl, writeUntil } from './load.ts'
import { type AppProcess, startApp } from './processes.ts'
import { type Fault, type Stage, stages } from './stages.ts'

export interface Plan {
  /** A name of `stages`. */
  readonly store: string
  readonly seed: number
  /** How long requests are sent, in milliseconds; faults follow one another for as long. */
  readonly duration: number
  /** How many people use the app at the same time, and with how many requests each. */
  readonly people: number
  readonly workers: number
  readonly processes: number
  /** How much later than the app's deadline for the store an answer may come, in milliseconds. */
  readonly margin: number
  /** A module whose default export changes the store: to see that what is broken is found out. */
  readonly wrapper?: string
}

export interface Report extends Verdict {
  readonly history: History
  readonly faults: readonly string[]
  /** What could not happen on this machine. */
  readonly leftOut: readonly string[]
}

/** How long before a failover what was acknowledged may be lost, in milliseconds: replicas are milliseconds behind. */
const lossBefore = 1_000

/** Lets people use an app of several processes while these and their database fail, and holds every answer against the end. */
export async function run(plan: Plan): Promise<Report> {
  const open = stages[plan.store]
  if (open === undefined) throw new Error(`chaos knows ${Object.keys(stages).join(', ')}, not ${plan.store}`)
  const stage = await open()
  const apps: AppProcess[] = []
  const client = new Client()
  try {
    for (let count = 0; count < plan.processes; count += 1) apps.push(await startApp(stage.url, plan.wrapper))
    return await play(plan, stage, apps, client)
  } finally {
    client.close()
    await Promise.all(apps.map((app) => app.kill()))
    await stage.stop()
  }
}

async function play(plan: Plan, stage: Stage, apps: readonly AppProcess[], client: Client): Promise<Report> {
  const random = randomOf(plan.seed)
  let next = 0
  const toUrl: ToUrl = () => {
    next += 1
    return apps[next % apps.length]?.url ?? ''
  }
  const end = Date.now() + plan.duration
  const seen: Seen[] = []
  const seenAfterEnd: Seen[] = []
  const ended: Browser[] = []
  const lossWindows: LossWindow[] = []
  const faults: string[] = []

  // People come and go, so that sessions begin and end under fire, too.
  const live = async (person: number): Promise<Browser> => {
    for (let stay = 0; ; stay += 1) {
      const browser = await signIn(client, toUrl, `${person}.${stay}`, `user ${person}`)
      const leavesAt = Math.min(end, Date.now() + 1_000 + random() * 2_000)
      const isOver = (): boolean => Date.now() >= leavesAt
      const workers = Array.from({ length: plan.workers }, (_, worker) =>
        writeUntil(client, toUrl, browser, worker, isOver),
      )
      await Promise.all(workers)
      if (Date.now() >= end) return browser
      // Others go on writing while it ends.
      const before = { ...browser }
      const late = writeUntil(client, toUrl, { ...browser }, plan.workers, () => Date.now() >= leavesAt + 50)
      const { status } = await client.ask({ ...browser }, toUrl(), 'sign-out')
      await late
      if (status === 200) ended.push(before)
    }
  }
  const people = Array.from({ length: plan.people }, (_, person) => live(person))
  const all = Promise.all(people)
  // Looked at later; a fault that rejects must not leave it unheard.
  all.catch(() => {})

  const possible: readonly Fault[] = [...stage.faults, ...apps.map(killing)]
  for (let turn = 0; Date.now() < end - 500; turn += 1) {
    await delay(300 + random() * 400)
    // Each once, in order; then as it comes.
    const fault = possible[turn < possible.length ? turn : Math.floor(random() * possible.length)]
    if (fault === undefined) break
    const from = Date.now() - lossBefore
    await fault.happen()
    faults.push(fault.name)
    if (fault.mayLose) lossWindows.push({ from, to: Date.now() })
  }
  const browsers = await all
  for (const browser of browsers) seen.push(await look(client, toUrl, browser))
  for (const browser of ended) seenAfterEnd.push(await look(client, toUrl, browser))
  const history = { asked: client.asked, seen, seenAfterEnd, lossWindows }
  return { history, faults, leftOut: stage.leftOut ?? [], ...check(history, plan.margin) }
}

function killing(app: AppProcess, index: number): Fault {
  return {
    name: `server process ${index + 1} is killed and started again`,
    async happen() {
      await app.kill()
      await app.start()
    },
  }
}

/** The same numbers for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
