import { expect, test } from 'vitest'
import { minute } from '../durations.ts'
import { Browser, modules, type Request, recommended, serve } from './app.ts'

const called = (call: (done: (error?: unknown) => void) => unknown): Promise<void> =>
  new Promise((resolve, reject) => void call((error) => (error ? reject(error) : resolve())))

// As with express-session; a Proxy that wraps `session.req` as well fails in both.
test('req.session works through a Proxy around it', async () => {
  const through = (session: Request['session']): Request['session'] => new Proxy(session, {})
  const port = await serve(modules['@sojourn/server/express-session'](recommended), {
    '/write': async (request, response) => {
      const session = through(request.session)
      expect(session.id).toBe(request.sessionID)
      session.user = { name: 'ann' }
      session.cookie.maxAge = minute
      expect(session.touch()).toBe(session)
      await called((done) => session.save(done))
      await called((done) => session.reload(done))
      response.end()
    },
    '/read': ({ session }, response) => response.end(JSON.stringify(through(session).user ?? null)),
    '/end': async ({ session }, response) => {
      await called((done) => through(session).destroy(done))
      response.end()
    },
  })
  const browser = new Browser(port)
  await browser.get('/write')
  expect((await browser.get('/read')).body).toBe('{"name":"ann"}')
  await browser.get('/end')
  expect((await browser.get('/read')).body).toBe('null')
})

test('a req.session that is a Proxy is saved with the response', async () => {
  const port = await serve(modules['@sojourn/server/express-session'](recommended), {
    '/write': (request, response) => {
      request.session = new Proxy(request.session, {})
      request.session.user = 'ann'
      response.end()
    },
    '/read': ({ session }, response) => response.end(JSON.stringify(session.user ?? null)),
  })
  const browser = new Browser(port)
  await browser.get('/write')
  expect((await browser.get('/read')).body).toBe('"ann"')
})
