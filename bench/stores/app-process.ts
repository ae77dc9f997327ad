// A process of its own for each app: `app-process.ts <peer> <url>`, forked. It listens on a free port, sends what that is, and
// then does what it is sent, one task after the other.
import { createServer } from 'node:http'
import { exchange } from '../exchange.ts'
import { apps } from './apps.ts'
import { ask, cookieOf } from './ask.ts'
import { countStatements } from './count-statements.ts'
import { peers } from './peers.ts'

/** What the process is asked for. */
export interface Tasks {
  /** Makes so many sessions of its own, in place of those that there were. */
  sessions: { asked: { readonly count: number }; answer: null }
  /** Sends requests of its own sessions through the app, without a network: so many, or for so long. */
  visit: {
    asked: { readonly paths: readonly string[]; readonly requests?: number; readonly milliseconds?: number }
    answer: Visit
  }
  /** How many statements went to PostgreSQL since it was asked last. */
  statements: { asked: object; answer: number }
}

/** Microseconds of CPU time of the process, and of the clock. */
export interface Visit {
  readonly requests: number
  /** How many of them were answered with 503: the store had no time for them. Only a visit that lasts so long may have any. */
  readonly refused: number
  readonly cpu: number
  readonly time: number
}

/** So many requests are under way at once. */
const atOnce = 32

const [name, url = ''] = process.argv.slice(2)
const isPeer = (text: string | undefined): text is keyof typeof peers => text !== undefined && text in peers
if (!isPeer(name)) throw new Error('usage: app-process.ts <peer> <url>')
const statements = countStatements()
const handle = await apps[name](url)
const server = createServer(handle).listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) process.send?.(address.port)
})
let cookies: (string | undefined)[] = []

const tasks: { [Task in keyof Tasks]: (asked: Tasks[Task]['asked']) => Promise<Tasks[Task]['answer']> } = {
  async sessions({ count }) {
    const address = server.address()
    if (typeof address !== 'object' || address === null) throw new Error('The server is closed.')
    const { port } = address
    cookies = []
    while (cookies.length < count) {
      const answers = Array.from({ length: atOnce }, () => ask(port, '/new?size=136'))
      cookies.push(...(await Promise.all(answers)).map(cookieOf))
    }
    return null
  },
  visit: ({ paths, requests = Number.POSITIVE_INFINITY, milliseconds = Number.POSITIVE_INFINITY }) =>
    visit(paths, requests, milliseconds),
  statements: async () => statements.taken(),
}

process.on('message', async ({ task, asked }: { task: keyof Tasks; asked: never }) => {
  process.send?.(await tasks[task](asked))
})
process.once('disconnect', () => process.exit())

async function visit(paths: readonly string[], requests: number, milliseconds: number): Promise<Visit> {
  let sent = 0
  let refused = 0
  const begun = performance.now()
  const cpu = process.cpuUsage()
  // Each of those that go at once has sessions of its own: no session is written twice at a time.
  const keepAsking = async (lane: number): Promise<void> => {
    for (let turn = 0; sent < requests && performance.now() - begun < milliseconds; turn += 1) {
      sent += 1
      const lanes = Math.floor(cookies.length / atOnce)
      const cookie = cookies[lane + atOnce * Math.floor(Math.random() * lanes)]
      const path = paths[turn % paths.length] ?? ''
      const status = await send(path, cookie)
      if (status === 503 && requests === Number.POSITIVE_INFINITY) refused += 1
      else if (status !== 200) throw new Error(`${path} was answered with ${status}.`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, (_, lane) => keepAsking(lane)))
  const { user, system } = process.cpuUsage(cpu)
  return { requests: sent, refused, cpu: user + system, time: (performance.now() - begun) * 1000 }
}

function send(path: string, cookie: string | undefined): Promise<number> {
  return new Promise((resolve) => {
    exchange(handle, path, cookie, ({ statusCode }) => resolve(statusCode))
  })
}
