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
      await Promise.all(apps.map((app) => app.do('visit', { paths, milliseconds: 300 })))
      const visits = await Promise.all(apps.map((app) => app.do('visit', { paths, milliseconds })))
      const rate = visits.reduce(
        (sum, { requests, refused, time }) => sum + ((requests - refused) / time) * 1e6,
        0,
      )
      const refused = visits.reduce((sum, visit) => sum + visit.refused, 0)
      found.push({ peer, processes, rate, refused })
      await Promise.all(apps.map((app) => app.stop()))
    }
  }
  return found
}
