// An app that used express-session, and took some of it by its own path.
import { sessionEndpoints } from '@sojourn/server/express'

import session = require('@sojourn/server/express-session')
import Cookie = require('@sojourn/server/express-session/session/cookie.js')
import MemoryStore = require('@sojourn/server/express-session/session/memory')
import Store = require('@sojourn/server/express-session/session/store')
import express = require('express')

declare module '@sojourn/server/express-session' {
  interface SessionData {
    user: { name: string }
  }
}

const store: MemoryStore = new MemoryStore()
const cookie: session.Cookie = new Cookie({ maxAge: 60_000 })
const options: session.SessionOptions = { secret: 'keyboard cat', store, cookie: cookie.data }
const middleware = session(options)

export const app = express()
  .use('/session', sessionEndpoints(middleware.sessions))
  .get('/kind', (request, response) => {
    response.json({ isStore: request.sessionStore instanceof Store })
  })
