import { createSessions, memoryStore, type Sessions } from '@sojourn/server'
import { session } from '@sojourn/server/express'
import type { Express } from 'express'
import { maxAge, secret } from '../cases.ts'

/** With its memory store, and the options it has by itself. Answers what its endpoints need. */
export function mount(app: Express): Sessions {
  const sessions = createSessions({ secret, cookie: { maxAge }, store: memoryStore() })
  app.use(session(sessions))
  return sessions
}
