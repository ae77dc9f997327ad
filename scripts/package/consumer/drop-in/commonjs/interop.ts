// The same, as most write it.
import session, { type SessionData, type SessionOptions } from '@sojourn/server/express-session'
import express from 'express'

declare module '@sojourn/server/express-session' {
  interface SessionData {
    cart: string[]
  }
}

const options: SessionOptions = { secret: 'keyboard cat', store: new session.MemoryStore() }
const first = (data: Partial<SessionData>): string | undefined => data.cart?.[0]

express()
  .use(session(options))
  .get('/', (request, response) => {
    response.json({ first: first(request.session), same: request.sessionStore instanceof session.Store })
  })
