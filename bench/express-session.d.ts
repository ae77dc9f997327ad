// Its own types would name `req.session` a second time, next to Sojourn's.
declare module 'express-session' {
  import type { Middleware } from '@sojourn/server/express'

  interface SessionData {
    [key: string]: unknown
  }

  export class Store {
    get(sid: string, done: (error?: unknown, session?: SessionData | null) => void): void
    set(sid: string, session: SessionData, done?: (error?: unknown) => void): void
    touch?(sid: string, session: SessionData, done?: (error?: unknown) => void): void
  }

  export class MemoryStore extends Store {}

  export default function session(options: {
    secret: string
    cookie: { maxAge: number }
    resave: boolean
    saveUninitialized: boolean
    store?: Store
  }): Middleware
}
