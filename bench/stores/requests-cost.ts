import { shuffled } from '../rounds.ts'
import { type AppProcess, startApp, type Urls } from './app-processes.ts'
import { connectRedis } from './connections.ts'
import { measuredPeers, type PeerName, peers, uses } from './peers.ts'
import { usedCpu } from './redis-cpu.ts'
import type { RequestCost } from './results.ts'

const sessionCount = 2_016

export async function measureRequests(urls: Urls, rounds: number, requests: number): Promise<RequestCost[]> {
  const redis = await connectRedis(urls.redis)
  const redisCpu = (): Promise<number> => usedCpu(redis)
  const apps = new Map<PeerName, AppProcess>()
  for (const peer of ['express', 'fastify', ...measuredPeers] as const) {
    const app = await startApp(peer, urls)
    apps.set(peer, app)
    if (peers[peer].server === 'none') continue
    await app.do('sessions', { count: sessionCount })
    for (const use of uses) await app.do('visit', { paths: [`/${use}`], requests: requests / 2 })
  }
  const found: RequestCost[] = []
  for (let round = 1; round <= rounds; round += 1) {
    console.error(`requests, round ${round} of ${rounds} …`)
    const floors = { express: 0, fastify: 0 }
    for (const name of ['express', 'fastify'] as const) {
      const visit = await apps.get(name)?.do('visit', { paths: ['/untouched'], requests: requests * 2 })
      if (visit) floors[name] = visit.cpu / visit.requests
    }
    for (const peer of shuffled(measuredPeers)) {
      for (const use of uses) {
        const before = await redisCpu()
        const visit = await apps.get(peer)?.do('visit', { paths: [`/${use}`], requests })
        if (visit === undefined) continue
        const isRedis = peers[peer].server === 'redis'
        found.push({
          peer,
          use,
          cpu: visit.cpu / visit.requests - floors[peers[peer].floor],
          redisCpu: isRedis ? ((await redisCpu()) - before) / visit.requests : undefined,
          rate: (visit.requests / visit.time) * 1e6,
        })
      }
    }
  }
  await Promise.all([...apps.values()].map((app) => app.stop()))
  await redis.close()
  return found
}
