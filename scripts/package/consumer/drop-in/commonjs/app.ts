// An app that used express-session: only the name of the import has changed.
import session = require('@sojourn/server/express-session')
import express = require('express')

declare module '@sojourn/server/express-session' {
  interface SessionData {
    user: { name: string }
  }
}

const options: session.SessionOptions = { secret: 'keyboard cat', store: new session.MemoryStore() }
const cookie: session.CookieOptions = { maxAge: 60_000 }

express()
  .use(session({ ...options, cookie }))
  .get('/', (request, response) => {
    const name: string | undefined = request.session.user?.name
    response.json({ name, id: request.sessionID })
  })
  .get('/typo', (request, response) => {
    // @ts-expect-error nobody declared it
    response.json(request.session.usr)
  })
