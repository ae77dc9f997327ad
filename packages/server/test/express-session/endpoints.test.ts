import { describe, expect, test } from 'vitest'
import { sessionEndpoints } from '../../src/adapters/express.ts'
import session from '../../src/express-session/index.ts'
import type { SessionOptions } from '../../src/express-session/session-options.ts'
import { minute } from '../durations.ts'
import { Browser, type Handler, recommended, serve } from './app.ts'
import { SlowStore } from './stores.ts'

async function open(options: Partial<SessionOptions> = {}, isBehind = true) {
  const store = new SlowStore()
  const middleware = session({
    ...recommended,
    store,
    cookie: { maxAge: 10 * minute },
    ...options,
    sojourn: { expose: (data) => ({ name: String((data as { name?: string }).name) }), ...options.sojourn },
  })
  const endpoints = sessionEndpoints(middleware.sessions) as Handler
  const handlers: Record<string, Handler> = {
    '/sign-in': (request, response) => {
      request.session.name = 'ada'
      response.end('ok')
    },
    '/read': (request, response) => response.end(String(request.session.name)),
  }
  const port = isBehind
    ? await serve(middleware, { ...handlers, '/session': endpoints })
    : await serve((request, response, next) => {
        if (request.url?.startsWith('/session') !== true) return middleware(request, response, next)
        request.url = request.url.slice('/session'.length) || '/'
        endpoints(request as never, response, next)
      }, handlers)
  const browser = new Browser(port)
  await browser.get('/sign-in')
  const ask = async (method: string, path = '/session') => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { cookie: browser.cookie, 'sec-fetch-site': 'same-origin' },
    })
    return { view: await response.json(), setCookie: response.headers.getSetCookie() }
  }
  return { store, browser, ask }
}

describe.each([
  ['behind', true],
  ['before', false],
])('endpoints %s the middleware', (_where, isBehind) => {
  test('show the session without touching it', async () => {
    const { ask, browser, store } = await open({}, isBehind)
    store.calls.length = 0
    const { view, setCookie } = await ask('GET')
    expect(view).toMatchObject({ status: 'active', data: { name: 'ada' }, originalMaxAge: 10 * minute })
    expect(view.maxAge).toBeLessThanOrEqual(10 * minute)
    expect([setCookie, store.calls]).toEqual([[], ['get']])
    const [sid = ''] = [...store.records.keys()]
    expect(browser.cookie).toContain(sid)
    expect(JSON.stringify(view)).not.toContain(sid)
  })

  test('renew it, in the browser too', async () => {
    const { ask, store } = await open({}, isBehind)
    store.calls.length = 0
    const { view, setCookie } = await ask('POST', '/session/touch')
    expect(view).toMatchObject({ status: 'active', data: { name: 'ada' } })
    expect(setCookie).toEqual([expect.stringMatching(/^connect\.sid=.*; Expires=/)])
    expect(store.calls).toEqual(['get', 'touch'])
  })

  test('end it', async () => {
    const { ask, browser, store } = await open({}, isBehind)
    expect((await ask('DELETE')).view).toMatchObject({ status: 'none', reason: 'signed-out' })
    expect(store.records.size).toBe(0)
    expect((await browser.get('/read')).body).toBe('undefined')
  })

  test('say that there is none', async () => {
    const { ask, browser, store } = await open({ saveUninitialized: true }, isBehind)
    browser.cookie = ''
    store.records.clear()
    expect((await ask('GET')).view).toEqual({ status: 'none', now: expect.any(Number) })
    expect((await ask('POST', '/session/touch')).view).toMatchObject({ status: 'none' })
    expect((await ask('DELETE')).view).toEqual({ status: 'none', now: expect.any(Number) })
    expect(store.records.size).toBe(0)
  })
})

test('a session whose cookie ends with the browser counts as one of a day', async () => {
  const { ask } = await open({ cookie: {} })
  expect((await ask('GET')).view).toMatchObject({ status: 'active', originalMaxAge: 24 * 60 * minute })
})

test('`sojourn.touchAfter` spares the store the touch of every request', async () => {
  const { browser, store } = await open({ sojourn: { touchAfter: minute } })
  store.calls.length = 0
  await browser.get('/read')
  expect(store.calls).toEqual(['get'])
})
