import { createSessions, memoryStore } from '@sojourn/server'
import { session } from '@sojourn/server/express'
import type { Express } from 'express'
import { maxAge, secret } from '../cases.ts'

/** With its memory store, and the options it has by itself. */
export function mount(app: Express): void {
  app.use(session(createSessions({ secret, cookie: { maxAge }, store: memoryStore() })))
}
