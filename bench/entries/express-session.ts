import type { Express } from 'express'
import session from 'express-session'

/** With its MemoryStore, and the options its documentation recommends. */
export function mount(app: Express): void {
  app.use(
    session({ secret: 'the benchmark keeps no secret from you', resave: false, saveUninitialized: false }),
  )
}
