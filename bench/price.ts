// A process of its own for each entry: `node price.ts <entry> pages|endpoints <requests>` prints
// microseconds per request, by name, as JSON: where the requests go to a handler, or to the session endpoints.
import { sessionEndpoints } from '@sojourn/server/express'
import express, { type Express } from 'express'
import { type Entry, entries } from './cases.ts'
import type { Mount } from './entries/mount.ts'
import { type Handle, type Outgoing, send } from './exchange.ts'
import { hostileRequests, plainRequest } from './hostile-requests.ts'

/** Microseconds of CPU time: one kind of request is measured no longer than that, or a blow-up would never end. */
const longEnough = 300_000

async function createApp(entry: Entry, place: string): Promise<Express> {
  const app = express()
  app.disable('x-powered-by')
  const { mount }: Mount = await import(`./entries/${entry}.ts`)
  const sessions = mount(app)
  if (sessions !== undefined && place === 'endpoints') app.use('/session', sessionEndpoints(sessions))
  // Every handler reads its session, or there would be nothing to pay for.
  app.use((request, response) => response.end(`${typeof request.session}`))
  return app
}

async function cost(handle: Handle, outgoing: Outgoing, requests: number): Promise<number> {
  const answer = (): Promise<unknown> => new Promise((resolve) => send(handle, outgoing, resolve))
  const start = process.cpuUsage()
  const used = (): number => {
    const { user, system } = process.cpuUsage(start)
    return user + system
  }
  let sent = 0
  while (sent < requests && used() < longEnough) {
    await answer()
    sent += 1
  }
  return used() / sent
}

const [name, place = 'pages', count] = process.argv.slice(2)
const entry = entries.find((each) => each === name)
if (entry === undefined) throw new Error('usage: price.ts <entry> pages|endpoints <requests>')
const requests = Number(count)
const app = await createApp(entry, place)
const handle: Handle = (request, response) => app(request, response)
const host = { host: 'localhost' }
const prepared = [{ name: 'plain', ...plainRequest }, ...hostileRequests].map((each) => ({
  ...each,
  headers: { ...host, ...each.headers },
}))

// Each kind once around, so that all run in code that is as warm.
for (let round = 0; round < 2; round += 1) for (const each of prepared) await cost(handle, each, requests)
const costs: Record<string, number> = {}
// The best of three: what comes on top is the machine's.
for (let round = 0; round < 3; round += 1) {
  for (const each of prepared) {
    const found = await cost(handle, each, requests)
    costs[each.name] = Math.min(costs[each.name] ?? Number.POSITIVE_INFINITY, found)
  }
}
console.log(JSON.stringify(costs))
