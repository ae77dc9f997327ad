// A process of its own: `node --expose-gc heap.ts <entry>` prints the bytes that a session takes in the memory store.
import { createSessions, memoryStore } from '@sojourn/server'
import { MemoryStore } from 'express-session'
import { heap } from './cases.ts'
import { dataOf } from './data.ts'

const { count, dataSize } = heap

/** As requests do it, one after another. */
async function sojourn(): Promise<unknown> {
  const store = memoryStore()
  const sessions = createSessions({ secret: 'the benchmark keeps no secret from you', store })
  for (let number = 0; number < count; number += 1) {
    const context = sessions.context({ cookieHeader: undefined, path: '/', isSecure: false, raw: undefined })
    await context.load()
    context.setSession(dataOf(dataSize))
    await context.commit({ status: 200, cacheControl: undefined })
  }
  if ((await store.count?.()) !== count) throw new Error('The store dropped sessions.')
  return { store, sessions }
}

function expressSession(): unknown {
  const store = new MemoryStore()
  const cookie = { originalMaxAge: null, expires: null, httpOnly: true, path: '/' }
  for (let number = 0; number < count; number += 1) {
    store.set(crypto.randomUUID(), { cookie, ...dataOf(dataSize) })
  }
  return store
}

/** Objects, buffers and typed arrays alike. */
function usedBytes(): number {
  if (globalThis.gc === undefined) throw new Error('Run with --expose-gc.')
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const before = usedBytes()
const held = await (process.argv[2] === 'sojourn' ? sojourn() : expressSession())
console.log((usedBytes() - before) / count)
// Until here nobody may free it.
if (held === undefined) throw new Error('Nothing is held.')
