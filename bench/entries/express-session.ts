import type { Express } from 'express'
import session from 'express-session'
import { maxAge, secret } from '../cases.ts'

/** With its MemoryStore, and the options its documentation recommends. */
export function mount(app: Express): undefined {
  app.use(session({ secret, cookie: { maxAge }, resave: false, saveUninitialized: false }))
}
