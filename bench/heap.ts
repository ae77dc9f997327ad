// A process of its own: `node --expose-gc heap.ts <entry>` prints the bytes that a session takes in the memory store.
import { setTimeout } from 'node:timers/promises'
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

/** Objects, buffers and typed arrays alike, once nothing is freed any more: dead buffers are swept after the collection. */
async function usedBytes(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('Run with --expose-gc.')
  let last = Number.POSITIVE_INFINITY
  for (;;) {
    globalThis.gc()
    await setTimeout(50)
    const { heapUsed, external } = process.memoryUsage()
    if (heapUsed + external >= last) return last
    last = heapUsed + external
  }
}

const before = await usedBytes()
const held = await (process.argv[2] === 'sojourn' ? sojourn() : expressSession())
console.log(((await usedBytes()) - before) / count)
// Until here nobody may free it.
if (held === undefined) throw new Error('Nothing is held.')
