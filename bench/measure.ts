// A process of its own for each measurement: `node measure.ts <entry> <case> <requests>` prints microseconds per request.
import { createApp } from './app.ts'
import { type Case, cases, type Entry, entries, sessionCount } from './cases.ts'
import { exchange, type Handle } from './exchange.ts'

/** As many requests are under way at once, so that what waits for the event loop's next turn waits together. */
const atOnce = 32
const warmUp = 30_000

async function measure(entry: Entry, kind: Case, requests: number): Promise<number> {
  const app = await createApp(entry, kind)
  const handle: Handle = (request, response) => app(request, response)
  const cookies = await signIn(handle)
  const visits = new Uint32Array(sessionCount)

  await visit(handle, kind.hasCookie ? cookies : [], visits, warmUp)
  globalThis.gc?.()
  const start = process.cpuUsage()
  await visit(handle, kind.hasCookie ? cookies : [], visits, requests)
  const { user, system } = process.cpuUsage(start)

  if (entry !== 'floor' && kind.use === 'write') await assertWritten(handle, cookies, visits)
  return (user + system) / requests
}

async function signIn(handle: Handle): Promise<string[]> {
  const cookies: string[] = []
  for (let number = 0; number < sessionCount; number += 1) {
    const response = await send(handle, '/sign-in')
    const [cookie = ''] = String(response.getHeader('set-cookie') ?? '').split(';')
    // A string of its own, as the HTTP parser makes one, not a slice of a longer one.
    cookies.push(Buffer.from(cookie).toString('latin1'))
  }
  return cookies
}

/** Requests of sessions drawn at random, none of them twice at once. */
async function visit(
  handle: Handle,
  cookies: string[],
  visits: Uint32Array,
  requests: number,
): Promise<void> {
  for (let sent = 0; sent < requests; sent += atOnce) {
    const drawn = new Set<number>()
    while (drawn.size < atOnce) drawn.add(Math.floor(Math.random() * sessionCount))
    await new Promise<void>((resolve, reject) => {
      let left = drawn.size
      for (const index of drawn) {
        visits[index] = (visits[index] ?? 0) + 1
        exchange(handle, '/', cookies[index], ({ statusCode }) => {
          if (statusCode !== 200) reject(new Error(`Answered ${statusCode}.`))
          left -= 1
          if (left === 0) resolve()
        })
      }
    })
  }
}

/** A write that is not there was not worth measuring. */
async function assertWritten(handle: Handle, cookies: string[], visits: Uint32Array): Promise<void> {
  for (let index = 0; index < sessionCount; index += 97) {
    const written = (await send(handle, '/views', cookies[index])).getHeader('views')
    if (written !== String(visits[index])) throw new Error(`${written} of ${visits[index]} writes were kept.`)
  }
}

function send(handle: Handle, path: string, cookie?: string): Promise<import('node:http').ServerResponse> {
  return new Promise((resolve) => exchange(handle, path, cookie, resolve))
}

const [entryName, caseName, requests] = process.argv.slice(2)
const entry = entries.find((name) => name === entryName)
const kind = cases.find(({ name }) => name === caseName)
if (entry === undefined || kind === undefined) throw new Error('usage: measure.ts <entry> <case> <requests>')
console.log(await measure(entry, kind, Number(requests)))
