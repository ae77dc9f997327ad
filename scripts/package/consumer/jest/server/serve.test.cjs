const { createServer } = require('node:http')
const express = require('express')
const { createSessions, SessionError } = require('@sojourn/server')
const { loadSession, session, sessionEndpoints } = require('@sojourn/server/express')
const dropIn = require('@sojourn/server/express-session')
const { sqliteStore } = require('@sojourn/server/store/sqlite')

let server
afterEach(() => {
  server.close()
  server.closeAllConnections()
})

/** Three requests of one visitor: two that count, and one that asks what there is. */
async function visit(middleware, sessions) {
  const app = express()
    .use(middleware)
    .use('/session', sessionEndpoints(sessions))
    .get('/', (request, response) => {
      request.session.views = (request.session.views ?? 0) + 1
      response.send(String(request.session.views))
    })
  server = createServer(app)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${server.address().port}`
  const first = await fetch(url)
  const [cookie] = first.headers.getSetCookie()[0].split(';')
  const second = await fetch(url, { headers: { cookie } })
  const view = await fetch(`${url}/session`, { headers: { cookie } })
  return [await first.text(), await second.text(), (await view.json()).status]
}

test('the drop-in keeps a session', async () => {
  const middleware = dropIn({ secret: 'keyboard cat', resave: false, saveUninitialized: false })
  expect(await visit(middleware, middleware.sessions)).toEqual(['1', '2', 'active'])
})

test('createSessions keeps one in SQLite', async () => {
  const sessions = createSessions({
    secret: 'a secret of an app, at least 32 bytes',
    store: sqliteStore(':memory:'),
  })
  expect(await visit(session(sessions), sessions)).toEqual(['1', '2', 'active'])
})

test('errors of one door are those of another', async () => {
  server = createServer()
  await expect(loadSession({})).rejects.toBeInstanceOf(SessionError)
})
