// A process of its own: `node sealed-cookie.ts <entry> <use> <data size> <requests>` prints microseconds of CPU time per
// request of an Express app whose sessions are in their cookies.

import { createSessions } from '@sojourn/server'
import { session as middleware } from '@sojourn/server/express'
import { sealedCookie } from '@sojourn/server/sealed-cookie'
import express, { type Express, type Request, type Response } from 'express'
import { getIronSession, nodeCookies } from 'iron-session'
import { maxAge, secret } from './cases.ts'
import { type Data, dataOf } from './data.ts'
import { exchange } from './exchange.ts'

type Sessions = Partial<Data> & { views?: number }

const browserCount = 300
const warmUp = 2_000

/** The session of a request, whatever keeps it: read it, or change and keep it. */
interface Handlers {
  read(request: Request, response: Response): Promise<Sessions> | Sessions
  write(request: Request, response: Response, data: Sessions): Promise<void> | void
}

function sojourn(app: Express): Handlers {
  app.use(middleware(createSessions({ secret, cookie: { maxAge }, store: sealedCookie() })))
  return {
    read: ({ session }) => session,
    write: ({ session }, _response, data) => void Object.assign(session, data),
  }
}

/** As its README has it. */
function ironSession(): Handlers {
  const options = {
    cookieName: 'sid',
    password: secret,
    ttl: maxAge / 1000,
    cookieOptions: { secure: false },
  }
  const open = (request: Request, response: Response) =>
    getIronSession<Sessions>(nodeCookies(request, response), options)
  return {
    read: open,
    async write(request, response, data) {
      const session = await open(request, response)
      Object.assign(session, data)
      await session.save()
    },
  }
}

/** Express alone. */
function floor(): Handlers {
  return { read: () => data, write: () => {} }
}

function createApp(entry: (app: Express) => Handlers): Express {
  const app = express()
  app.disable('x-powered-by')
  const { read, write } = entry(app)
  app.get('/read', async (request, response) => {
    const { name } = await read(request, response)
    if (name !== data.name) throw new Error('The session holds something else.')
    response.end('ok')
  })
  app.get('/write', async (request, response) => {
    views += 1
    await write(request, response, { views })
    response.end('ok')
  })
  app.get('/sign-in', async (request, response) => {
    await write(request, response, data)
    response.end('ok')
  })
  return app
}

function send(app: Express, path: string, cookie?: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    exchange(app, path, cookie, (response) => {
      if (response.statusCode !== 200) reject(new Error(`Answered ${response.statusCode}.`))
      const [pair] = String(response.getHeader('set-cookie') ?? '').split(';')
      resolve(pair || undefined)
    })
  })
}

const entries: Readonly<Record<string, (app: Express) => Handlers>> = {
  floor,
  sojourn,
  'iron-session': ironSession,
}
const [name = '', use, dataSize, requests] = process.argv.slice(2)
const entry = entries[name]
if (entry === undefined) throw new Error('usage: sealed-cookie.ts <entry> <use> <data size> <requests>')
const data = dataOf(Number(dataSize))
let views = 0
const app = createApp(entry)
const cookies: (string | undefined)[] = []
for (let number = 0; number < browserCount; number += 1) cookies.push(await send(app, '/sign-in'))

/** Each browser comes with the cookie that it got last. */
async function visit(count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) {
    const browser = sent % cookies.length
    cookies[browser] = (await send(app, `/${use}`, cookies[browser])) ?? cookies[browser]
  }
}
await visit(warmUp)
const start = process.cpuUsage()
await visit(Number(requests))
const { user, system } = process.cpuUsage(start)
console.log((user + system) / Number(requests))
