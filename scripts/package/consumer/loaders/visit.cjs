// One visitor, three requests: two that count, and one that asks the endpoints what there is.
const assert = require('node:assert/strict')
const { createServer } = require('node:http')

module.exports = async function visit(middleware, endpoints) {
  const server = createServer((request, response) => {
    middleware(request, response, (error) => {
      if (error) throw error
      if (request.url === '/session') {
        request.url = '/'
        endpoints(request, response, () => response.writeHead(404).end())
        return
      }
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
  const view = await fetch(`${url}session`, { headers: { cookie } })
  assert.equal((await view.json()).status, 'active')

  server.close()
  server.closeAllConnections()
}
