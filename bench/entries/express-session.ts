import session from 'express-session'
import { maxAge, secret } from '../cases.ts'
import type { MountPoint } from './mount.ts'

/** With its MemoryStore, and the options its documentation recommends. */
export function mount(app: MountPoint): undefined {
  app.use(session({ secret, cookie: { maxAge }, resave: false, saveUninitialized: false }))
}
