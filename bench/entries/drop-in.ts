import type { Sessions } from '@sojourn/server'
import session from '@sojourn/server/express-session'
import type { Express } from 'express'
import { maxAge, secret } from '../cases.ts'
import type { Data } from '../data.ts'

declare module '@sojourn/server/express-session' {
  interface SessionData extends Pick<Data, 'name'> {
    views: number
  }
}

/** With its own MemoryStore, and the options that express-session has in its entry. Answers what its endpoints need. */
export function mount(app: Express): Sessions {
  const middleware = session({ secret, cookie: { maxAge }, resave: false, saveUninitialized: false })
  app.use(middleware)
  return middleware.sessions
}
