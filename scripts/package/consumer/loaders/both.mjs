// An app half of CommonJS and half of ES modules: both halves have the same code, not a copy each.
import assert from 'node:assert/strict'
import { SessionError } from '@sojourn/server'
import { sessionEndpoints } from '@sojourn/server/express'
import dropIn from '@sojourn/server/express-session'
import required from './drop-in.cjs'
import visit from './visit.cjs'

assert.equal(required, dropIn)
assert.equal(required.SessionError, SessionError)
const middleware = required({ secret: 'keyboard cat', resave: false, saveUninitialized: false })
await visit(middleware, sessionEndpoints(middleware.sessions))
