import { startApp, type Urls } from './app-processes.ts'
import { scalingPeers } from './peers.ts'
import type { Scaling } from './results.ts'

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
