import { createRequire } from 'node:module'
import type { Middleware } from '../../src/adapters/express.ts'
import dropIn from '../../src/express-session/index.ts'
import type { LegacyStore } from '../../src/store/legacy.ts'

/** express-session, or what takes its place: the factories of many stores are called with it. */
export interface SessionModule {
  (options: object): Middleware
  readonly Store: abstract new () => object
  readonly MemoryStore: new () => LegacyStore
}

export const expressSession: SessionModule = createRequire(import.meta.url)('express-session')
export const dropInSession: SessionModule = dropIn
