import { redisStore } from '@sojourn/server/store/redis'
import { maxAge } from '../cases.ts'
import { dataOf } from '../data.ts'
import type { Urls } from './app-processes.ts'
import { recordOf, rewrite } from './calls.ts'
import { connectRedis } from './connections.ts'
import type { RedisCpu } from './results.ts'

type Client = Awaited<ReturnType<typeof connectRedis>>

/** Microseconds of CPU time that Redis has used so far. */
export async function usedCpu(client: Client): Promise<number> {
  const info = String(await client.info('cpu'))
  const seconds = (name: string): number => Number(info.match(new RegExp(`used_cpu_${name}:([\\d.]+)`))?.[1])
  return (seconds('sys') + seconds('user')) * 1e6
}

const connectionCount = 64

/** What Redis uses for a read, and for a read and a write, where each comes alone: as from many processes, none of them busy. */
export async function measureRedisCpu(urls: Urls, calls: number): Promise<RedisCpu> {
  const clients = await Promise.all(Array.from({ length: connectionCount }, () => connectRedis(urls.redis)))
  const stores = clients.map((client) => redisStore(client))
  const [first] = clients
  if (first === undefined) throw new Error('There is no connection.')
  await Promise.all(
    stores.map((store, lane) => store.create(`lane-${lane}`, recordOf(dataOf(136), null, maxAge))),
  )
  const costOf = async (call: (lane: number) => Promise<unknown>): Promise<number> => {
    const before = await usedCpu(first)
    const turns = Math.ceil(calls / connectionCount)
    const keepCalling = async (_store: unknown, lane: number): Promise<void> => {
      for (let turn = 0; turn < turns; turn += 1) await call(lane)
    }
    await Promise.all(stores.map(keepCalling))
    return ((await usedCpu(first)) - before) / (turns * connectionCount)
  }
  const read = (lane: number): Promise<unknown> => Promise.resolve(stores[lane]?.read(`lane-${lane}`))
  const write = async (lane: number): Promise<void> => {
    const store = stores[lane]
    if (store !== undefined) await rewrite(store, `lane-${lane}`)
  }
  // The first of each warms up.
  await costOf(read)
  await costOf(write)
  const found = { read: await costOf(read), write: await costOf(write) }
  await first.flushAll()
  await Promise.all(clients.map((client) => client.close()))
  return found
}
