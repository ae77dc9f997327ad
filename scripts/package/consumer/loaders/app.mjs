// An app of ES modules.
import assert from 'node:assert/strict'
import { createSessions, SessionError } from '@sojourn/server'
import { loadSession, session, sessionEndpoints } from '@sojourn/server/express'
import dropIn, { Store } from '@sojourn/server/express-session'
import OwnStore from '@sojourn/server/express-session/session/store'
import { sqliteStore } from '@sojourn/server/store/sqlite'
import visit from './visit.cjs'

assert.equal(OwnStore, Store)
const middleware = dropIn({ secret: 'keyboard cat', resave: false, saveUninitialized: false })
await visit(middleware, sessionEndpoints(middleware.sessions))

const store = sqliteStore(':memory:')
const sessions = createSessions({ secret: 'a secret of an app, at least 32 bytes', store })
await visit(session(sessions), sessionEndpoints(sessions))
await store.close()
await assert.rejects(loadSession({}), SessionError)
