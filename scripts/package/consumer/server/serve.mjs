// One visitor, two requests, over each store and a real server.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { createSessions, memoryStore } from '@sojourn/server'
import { session } from '@sojourn/server/express'
import { sqliteStore } from '@sojourn/server/store/sqlite'

for (const store of [memoryStore(), sqliteStore(':memory:')]) {
  const withSession = session(createSessions({ secret: 'a secret of an app, at least 32 bytes', store }))
  const server = createServer((request, response) => {
    withSession(request, response, () => {
      request.session.views = (request.session.views ?? 0) + 1
      response.end(String(request.session.views))
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${server.address().port}/`

  const first = await fetch(url)
  assert.equal(await first.text(), '1')
  const [cookie] = first.headers.getSetCookie()[0].split(';')
  assert.equal(await (await fetch(url, { headers: { cookie } })).text(), '2')

  server.close()
  server.closeAllConnections()
  await store.close?.()
}
