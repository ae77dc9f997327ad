import express, { type Express, type RequestHandler } from 'express'
import type { Case, Entry, Use } from './cases.ts'
import { dataOf } from './data.ts'
import type { Mount } from './entries/mount.ts'

const expected = dataOf(136)

const handlers: Record<Use, RequestHandler> = {
  untouched: (_request, response) => {
    response.end('ok')
  },
  read: ({ session }, response) => {
    if (session.name !== expected.name) throw new Error('The session holds something else.')
    response.end('ok')
  },
  write: ({ session }, response) => {
    session.views = Number(session.views) + 1
    response.end('ok')
  },
}

/** `/sign-in` begins a session, `/` does what the case is about, `/views` says how often it was written. */
export async function createApp(entry: Entry, { use, dataSize }: Case): Promise<Express> {
  const text = JSON.stringify(dataOf(dataSize))
  const app = express()
  app.disable('x-powered-by')
  const { mount }: Mount = await import(`./entries/${entry}.ts`)
  mount(app)
  app.get('/', entry === 'floor' ? handlers.untouched : handlers[use])
  app.get('/sign-in', ({ session }, response) => {
    if (session !== undefined) Object.assign(session, JSON.parse(text))
    response.end('ok')
  })
  app.get('/views', ({ session }, response) => {
    response.setHeader('views', String(session?.views)).end()
  })
  return app
}
