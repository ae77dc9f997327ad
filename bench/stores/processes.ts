import { startApp, type Urls } from './app-processes.ts'
import type { PeerName } from './peers.ts'

export const scalingPeers = [
  'sojourn-sqlite',
  'sojourn-redis',
  'sojourn-postgres',
] as const satisfies readonly PeerName[]

/** Requests per second of so many processes together, four that read to one that writes. */
export interface Scaling {
  readonly peer: PeerName
  readonly processes: number
  readonly rate: number
}

const paths = ['/read', '/read', '/read', '/read', '/write']

export async function measureScaling(urls: Urls, milliseconds: number): Promise<Scaling[]> {
  const found: Scaling[] = []
  for (const peer of scalingPeers) {
    console.error(`scaling, ${peer} …`)
    for (const processes of [1, 2, 4]) {
      const apps = await Promise.all(Array.from({ length: processes }, () => startApp(peer, urls)))
      await Promise.all(apps.map((app) => app.do('sessions', { count: 512 })))
      await Promise.all(apps.map((app) => app.do('visit', { paths, requests: 1_000 })))
      const visits = await Promise.all(apps.map((app) => app.do('visit', { paths, milliseconds })))
      const rate = visits.reduce((sum, { requests, time }) => sum + (requests / time) * 1e6, 0)
      found.push({ peer, processes, rate })
      await Promise.all(apps.map((app) => app.stop()))
    }
  }
  return found
}
