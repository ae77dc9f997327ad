import { type AppProcess, startApp, type Urls } from './app-processes.ts'
import { type Answer, ask, cookieOf } from './ask.ts'
import type { PeerName } from './peers.ts'
import type { LostWrites } from './results.ts'

export const writingPeers = [
  'sojourn-redis',
  'sojourn-postgres',
  'sojourn-mariadb',
  'sojourn-sqlite',
  'sojourn-cookie',
  'express-session-redis',
  'express-session-postgres',
  'fastify-session-redis',
  'iron-session',
] as const satisfies readonly PeerName[]

/** So many trials are under way at once, each of a session of its own. */
const atOnce = 20

export async function measureLostWrites(urls: Urls, trials: number): Promise<LostWrites[]> {
  const found: LostWrites[] = []
  for (const peer of writingPeers) {
    console.error(`parallel writers, ${peer} …`)
    const apps = [await startApp(peer, urls), await startApp(peer, urls)] as const
    let begun = 0
    let lost = 0
    const keepTrying = async (): Promise<void> => {
      while (begun < trials) {
        begun += 1
        if (await isOneLost(...apps)) lost += 1
      }
    }
    await Promise.all(Array.from({ length: atOnce }, keepTrying))
    found.push({ peer, trials, lost })
    await Promise.all(apps.map((app) => app.stop()))
  }
  return found
}

async function isOneLost(one: AppProcess, other: AppProcess): Promise<boolean> {
  let cookie = cookieOf(await ask(one.port, '/new?size=48'))
  // As a browser: what comes last stays.
  const keep = (answer: Answer): void => {
    cookie = cookieOf(answer) ?? cookie
  }
  const sent = cookie
  await Promise.all([
    ask(one.port, '/set?key=one', sent).then(keep),
    ask(other.port, '/set?key=other', sent).then(keep),
  ])
  const keys = (await ask(one.port, '/keys', cookie)).text.split(',')
  return !keys.includes('one') || !keys.includes('other')
}
