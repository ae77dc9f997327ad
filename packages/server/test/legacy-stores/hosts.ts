import { session } from '../../src/adapters/express.ts'
import type { Middleware } from '../../src/adapters/node/middleware.ts'
import { createSessions } from '../../src/index.ts'
import { type LegacyStore, legacyStore } from '../../src/store/legacy.ts'
import { hour } from '../durations.ts'
import { dropInSession, expressSession, type SessionModule } from './session-module.ts'

/** What serves a store to an app. */
export interface Host {
  readonly name: string
  /** What the factories of stores are called with. */
  readonly module: SessionModule
  middleware(store: LegacyStore): Middleware
}

const secret = 'a secret for tests, long enough to sign with'
const cookie = { maxAge: hour }
/** A sign-in by assignment gives the session a new sid. */
const subject = ({ user }: Record<string, unknown>) => user?.toString()
const quiet = { secret, cookie, resave: false, saveUninitialized: false }

export const withCreateSessions: Host = {
  name: 'createSessions',
  module: expressSession,
  middleware: (store) =>
    session(createSessions({ secret, cookie, store: legacyStore(store), subject }), {
      onCommitError: () => ({ body: '{}' }),
    }),
}

export const withDropIn: Host = {
  name: 'the drop-in',
  module: dropInSession,
  middleware: (store) => dropInSession({ ...quiet, store }),
}

export const withExpressSession: Host = {
  name: 'express-session',
  module: expressSession,
  middleware: (store) => expressSession({ ...quiet, store }),
}
