import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { run } from './readme/run-module.ts'
import { modulesOf } from './readme/snippets.ts'

/** Asks for a WebSocket as browsers do, from three pages and from none, and prints the status lines; then ends. */
const probe = `
import { createServer, request } from 'node:http'
import { onUpgrade, sessions } from './sockets.ts'

const context = sessions.context({ cookieHeader: undefined, path: '/', isSecure: true, raw: undefined })
await context.load()
Object.assign(context.getSession() ?? {}, { user: 'ada' })
const { setCookie } = await context.commit({ status: 200, cacheControl: undefined })
const cookie = setCookie?.[0]?.split(';')[0] ?? ''

const server = createServer(async ({ headers: { host } }, response) => {
  const ask = (headers) => new Promise((resolve) => {
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', host, cookie, ...headers }
    request({ host: '127.0.0.1', port: server.address().port, headers: upgrade })
      .on('response', ({ statusCode }) => resolve(statusCode))
      .on('upgrade', ({ statusCode }, socket) => resolve((socket.destroy(), statusCode)))
      .end()
  })
  const answers = []
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://' + host, 'sec-fetch-site': 'cross-site' },
    { origin: 'http://' + host },
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'http://' + host, cookie: '' },
  ]) answers.push(await ask(headers))
  console.log(JSON.stringify(answers))
  response.end()
})
server.on('upgrade', async (req, socket) => {
  await onUpgrade(req, socket)
  if (!socket.writableEnded) socket.end('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n')
})
server.listen(0)
`

test("the guide's WebSocket turns foreign pages away, and who is not signed in", {
  timeout: 30_000,
}, async () => {
  const page = readFileSync(new URL('../docs/guide/server.md', import.meta.url), 'utf8')
  const main = { fileName: 'main.js', code: probe, isRun: true, firstLine: 1 }
  const { output } = await run(main, modulesOf(page))
  expect(output.trim()).toBe('[403,403,403,101,101,401]')
})
