import { createServer, get } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { type Middleware, session } from '../../src/adapters/express.ts'
import { createSessions, memoryStore } from '../../src/index.ts'
import { slowStore } from '../../src/testing/index.ts'
import { listen } from '../listen.ts'

const megabyte = 2 ** 20
const chunk = Buffer.alloc(64 * 1024, 'x')

/** Streams 100 MB to a reader who is slow at first, so that a source that nobody holds back runs away. */
async function stream(middleware: Middleware) {
  let produced = 0
  let received = 0
  let furthestAhead = 0
  function* chunks(): Generator<Buffer> {
    while (produced < 100 * megabyte) {
      produced += chunk.length
      furthestAhead = Math.max(furthestAhead, produced - received)
      yield chunk
    }
  }
  const server = createServer((request, response) => {
    middleware(request, response, () => {
      if ('session' in request) Object.assign(request.session as object, { user: 'ada' })
      void pipeline(Readable.from(chunks()), response)
    })
  })
  const { port, close } = await listen(server)
  const before = process.memoryUsage.rss()
  let maxMemory = before
  await new Promise<void>((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent: false }, async (answer) => {
      for await (const bytes of answer) {
        received += bytes.length
        if (received < 4 * megabyte) await sleep(1)
        maxMemory = Math.max(maxMemory, process.memoryUsage.rss())
      }
      resolve()
    }).on('error', reject)
  })
  await close()
  return { received, furthestAhead, memory: maxMemory - before }
}

// The process grows by what the client leaves to the garbage collector, whoever serves.
beforeAll(() => stream((_request, _response, next) => next()))

test.each([
  ['a store that answers at once', () => memoryStore()],
  ['a store 40 ms away', () => slowStore(memoryStore(), 40)],
])('100 MB are streamed and not gathered, over %s', async (_name, open) => {
  const sessions = createSessions({ secret: 'a secret that is long enough for tests', store: open() })
  const { received, furthestAhead, memory } = await stream(session(sessions))

  expect(received).toBe(100 * megabyte)
  expect(furthestAhead).toBeLessThan(16 * megabyte)
  expect(memory).toBeLessThan(64 * megabyte)
})
