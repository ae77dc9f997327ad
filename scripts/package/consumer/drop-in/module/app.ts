// An app that used express-session: only the name of the import has changed.

import { sessionEndpoints } from '@sojourn/server/express'
import session, {
  type CookieOptions,
  MemoryStore,
  type SessionData,
  type SessionOptions,
  Store,
} from '@sojourn/server/express-session'
import express from 'express'

declare module '@sojourn/server/express-session' {
  interface SessionData {
    user: { name: string }
    views: number
  }
}

class SlowStore extends Store {
  readonly sessions = new Map<string, SessionData>()
  get(sid: string, callback: (error: unknown, session?: SessionData | null) => void): void {
    callback(null, this.sessions.get(sid))
  }
  set(sid: string, data: SessionData, callback?: (error?: unknown) => void): void {
    this.sessions.set(sid, data)
    callback?.()
  }
  destroy(sid: string, callback?: (error?: unknown) => void): void {
    this.sessions.delete(sid)
    callback?.()
  }
}

const cookie: CookieOptions = { maxAge: 60_000, sameSite: 'lax', secure: 'auto' }
const options: SessionOptions = { secret: ['keyboard cat'], cookie, resave: false, saveUninitialized: false }
const middleware = session({ ...options, store: process.env.SLOW ? new SlowStore() : new MemoryStore() })

express()
  .use(middleware)
  .use('/session', sessionEndpoints(middleware.sessions))
  .get('/', (request, response) => {
    request.session.views = (request.session.views ?? 0) + 1
    const name: string | undefined = request.session.user?.name
    request.session.cookie.maxAge = 1000
    response.json({ name, id: request.sessionID, same: request.sessionStore instanceof session.Store })
  })
  .get('/sign-out', (request, response, next) => {
    request.session.destroy((error) => (error ? next(error) : response.redirect('/')))
  })
  .get('/sign-in', (request, response, next) => {
    request.session.regenerate((error) => {
      if (error) return next(error)
      request.session.user = { name: 'Ada' }
      request.session.save(() => response.redirect('/'))
    })
  })
  .get('/typo', (request, response) => {
    // @ts-expect-error nobody declared it
    response.json(request.session.usr)
  })
