import { createSessions, memoryStore, type Sessions } from '@sojourn/server'
import { session } from '@sojourn/server/express'
import { maxAge, secret } from '../cases.ts'
import type { MountPoint } from './mount.ts'

/** With its memory store, and the options it has by itself. Answers what its endpoints need. */
export function mount(app: MountPoint): Sessions {
  const sessions = createSessions({ secret, cookie: { maxAge }, store: memoryStore() })
  app.use(session(sessions))
  return sessions
}
