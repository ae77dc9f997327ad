// An app of CommonJS.
const assert = require('node:assert/strict')
const { createSessions, memoryStore, SessionError } = require('@sojourn/server')
const { loadSession, session, sessionEndpoints } = require('@sojourn/server/express')
const dropIn = require('@sojourn/server/express-session')
const Cookie = require('@sojourn/server/express-session/session/cookie')
const Store = require('@sojourn/server/express-session/session/store.js')
const { legacyStore } = require('@sojourn/server/store/legacy')
const { sqliteStore } = require('@sojourn/server/store/sqlite')
const visit = require('./visit.cjs')

async function main() {
  assert.equal(dropIn.Cookie, Cookie)
  assert.equal(dropIn.Store, Store)
  const middleware = dropIn({ secret: 'keyboard cat', resave: false, saveUninitialized: false })
  await visit(middleware, sessionEndpoints(middleware.sessions))

  for (const store of [memoryStore(), sqliteStore(':memory:'), legacyStore(new dropIn.MemoryStore())]) {
    const sessions = createSessions({ secret: 'a secret of an app, at least 32 bytes', store })
    await visit(session(sessions), sessionEndpoints(sessions))
    await store.close?.()
  }
  await assert.rejects(loadSession({}), SessionError)
}
main()
