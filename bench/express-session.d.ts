// Its own types would name `req.session` a second time, next to Sojourn's.
declare module 'express-session' {
  import type { Middleware } from '@sojourn/server/express'

  interface SessionData {
    [key: string]: unknown
  }

  export class MemoryStore {
    set(sid: string, session: SessionData, done?: () => void): void
  }

  export default function session(options: {
    secret: string
    cookie: { maxAge: number }
    resave: boolean
    saveUninitialized: boolean
  }): Middleware
}
