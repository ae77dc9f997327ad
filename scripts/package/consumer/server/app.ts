import { createServer } from 'node:http'
import { createSessions, memoryStore, type SessionOf } from '@sojourn/server'
import { session, sessionEndpoints } from '@sojourn/server/express'
import { sqliteStore } from '@sojourn/server/store/sqlite'
import express from 'express'

export const sessions = createSessions({
  secret: ['a secret of an app, at least 32 bytes', 'the one that it had before, as long'],
  store: process.argv.includes('--memory') ? memoryStore() : sqliteStore(':memory:'),
  cookie: { maxAge: 15 * 60_000 },
})
declare module '@sojourn/server' {
  interface Register {
    sessions: { readonly '~session'?: SessionOf<{ views?: number }> }
  }
}

const app = express()
app.use('/session', sessionEndpoints(sessions))
app.use(session(sessions))
app.get('/', (request, response) => {
  const views: number | undefined = request.session.views
  // @ts-expect-error Not what the session holds.
  request.session.views = 'many'
  response.json({ views })
})
createServer(app)
