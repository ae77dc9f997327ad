import { setTimeout as delay } from 'node:timers/promises'
import mysql from 'mysql2/promise'
import { type AppProcess, startApp, type Urls } from './app-processes.ts'
import { ask, cookieOf } from './ask.ts'
import { connectRedis } from './connections.ts'
import { type Kind, kinds, type PeerName, peers } from './peers.ts'
import type { Commands } from './results.ts'

const measured = [
  'sojourn-redis',
  'express-session-redis',
  'fastify-session-redis',
  'sojourn-postgres',
  'express-session-postgres',
  'sojourn-mariadb',
] as const satisfies readonly PeerName[]

/** So many requests of a kind are counted. */
const requests = 20

/** Says what reaches a server while `run` runs. */
interface Counter {
  during(run: () => Promise<void>): Promise<readonly string[]>
  stop(): Promise<void>
}

export async function measureCommands(urls: Urls): Promise<Commands[]> {
  const found: Commands[] = []
  for (const peer of measured) {
    const app = await startApp(peer, urls)
    const counter = await counters[peers[peer].server](urls, app)
    for (const kind of Object.keys(kinds) as Kind[])
      found.push({ peer, kind, ...(await count(app, counter, kind)) })
    await counter.stop()
    await app.stop()
  }
  return found
}

async function count(
  app: AppProcess,
  counter: Counter,
  kind: Kind,
): Promise<Pick<Commands, 'count' | 'names'>> {
  const { path, comes } = kinds[kind]
  const newCookie = async (): Promise<string | undefined> => cookieOf(await ask(app.port, '/new?size=136'))
  const cookies = await Promise.all(Array.from({ length: requests }, newCookie))
  const send = async (cookie: string | undefined): Promise<void> => {
    await ask(app.port, path, comes === 'without' ? undefined : cookie)
  }
  // What is done once, such as loading a script, is no request's.
  await send(await newCookie())
  const heard = await counter.during(async () => {
    for (const cookie of cookies) await send(cookie)
  })
  const names = [...new Set(heard)].filter((name) => name !== '').join(', ')
  return { count: heard.length / requests, names }
}

const counters: Readonly<
  Record<'redis' | 'postgres' | 'mariadb', (urls: Urls, app: AppProcess) => Promise<Counter>>
> = {
  /** A monitor hears the commands of scripts too, and says that they are. */
  async redis({ redis }) {
    const client = await connectRedis(redis)
    const monitor = await connectRedis(redis)
    let heard: string[] = []
    await monitor.monitor((line) => {
      const [, place = '', name = ''] = line.match(/\[\d+ (\S+)\] "(\w+)"/) ?? []
      if (place !== 'lua') heard.push(name.toUpperCase())
    })
    /** What was sent before the mark has been heard when the mark is. */
    const mark = 'ECHO'
    const heardAll = async (): Promise<readonly string[]> => {
      await client.echo('mark')
      while (!heard.includes(mark)) await delay(1)
      const all = heard.filter((name) => name !== mark)
      heard = []
      return all
    }
    return {
      async during(run) {
        await heardAll()
        await run()
        return heardAll()
      },
      async stop() {
        monitor.destroy()
        await client.close()
      },
    }
  },
  async postgres(_urls, app) {
    return {
      async during(run) {
        await app.do('statements', {})
        await run()
        await delay(50)
        return Array<string>(await app.do('statements', {})).fill('')
      },
      stop: async () => {},
    }
  },
  async mariadb({ mariadb }) {
    const connection = await mysql.createConnection(mariadb)
    const asked = async (): Promise<number> => {
      const [rows] = await connection.query<mysql.RowDataPacket[]>("SHOW GLOBAL STATUS LIKE 'Questions'")
      return Number(rows[0]?.Value)
    }
    return {
      async during(run) {
        const before = await asked()
        await run()
        await delay(50)
        // One of them asked.
        return Array<string>((await asked()) - before - 1).fill('')
      },
      stop: () => connection.end(),
    }
  },
}
