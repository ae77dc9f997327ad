import { createServer } from 'node:http'
import { createSessions, memoryStore, SessionError, type SessionOf } from '@sojourn/server'
import { session, sessionEndpoints } from '@sojourn/server/express'
import { sqliteStore } from '@sojourn/server/store/sqlite'

import express = require('express')

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
app.use(
  (error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    const known: SessionError | undefined = error instanceof SessionError ? error : undefined
    response.status(known?.status ?? 500).end(known?.code)
  },
)
createServer(app)
