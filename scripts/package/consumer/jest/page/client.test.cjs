/** @jest-environment jest-fixed-jsdom */
const { createServer } = require('node:http')
const { createSessionClient, SessionClientError } = require('@sojourn/client')
const { SessionProvider, useSession } = require('@sojourn/client/react')
const { createElement } = require('react')
const { renderToString } = require('react-dom/server')

const server = createServer((_request, response) => {
  response
    .writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': 'http://localhost' })
    .end(JSON.stringify({ status: 'none', now: Date.now() }))
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

test('the client asks a server, and a component shows what it knows', async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const session = createSessionClient({ url: `http://127.0.0.1:${server.address().port}/session` })
  expect(await session.refresh()).toMatchObject({ status: 'none' })
  const Status = () => useSession().status
  const page = renderToString(createElement(SessionProvider, { session }, createElement(Status)))
  expect(page).toBe('unknown')
  session[Symbol.dispose]()
})

test('errors are of the class that the door exports', async () => {
  const session = createSessionClient({ url: 'http://127.0.0.1:9/session' })
  await expect(session.refresh()).rejects.toBeInstanceOf(SessionClientError)
  session[Symbol.dispose]()
})
