import type { Sessions } from '@sojourn/server'
import session from '@sojourn/server/express-session'
import { maxAge, secret } from '../cases.ts'
import type { Data } from '../data.ts'
import type { MountPoint } from './mount.ts'

declare module '@sojourn/server/express-session' {
  interface SessionData extends Pick<Data, 'name'> {
    views: number
  }
}

/** With its own MemoryStore, and the options that express-session has in its entry. Answers what its endpoints need. */
export function mount(app: MountPoint): Sessions {
  const middleware = session({ secret, cookie: { maxAge }, resave: false, saveUninitialized: false })
  app.use(middleware)
  return middleware.sessions
}
