import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { sessionEndpoints, sessionView as theOthers } from '../../src/adapters/express.ts'
import session, { MemoryStore, sessionView } from '../../src/express-session/index.ts'
import type { SessionOptions } from '../../src/express-session/session-options.ts'
import { codeOf } from '../browser.ts'
import { minute } from '../durations.ts'
import { Browser, type Handler, type Request, recommended, serve } from '../express-session/app.ts'
import { SlowStore } from '../express-session/stores.ts'

const done = (call: (callback: () => void) => unknown): Promise<void> =>
  new Promise((resolve) => call(resolve))

const deeds: Readonly<Record<string, (request: Request) => unknown>> = {
  '/sign-in': ({ session }) => {
    session.name = 'ada'
  },
  '/sign-in-anew': async (request) => {
    await done((callback) => request.session.regenerate(callback))
    request.session.name = 'bob'
  },
  '/saved': async ({ session }) => {
    session.name = 'grace'
    await done((callback) => session.save(callback))
  },
  '/read': ({ session }) => session.name,
  '/sign-out': (request) => done((callback) => request.session.destroy(callback)),
  '/unset': (request) => Object.assign(request, { session: null }),
}

async function open(isLate: boolean, options: Partial<SessionOptions> = {}) {
  const store = isLate ? new SlowStore() : new MemoryStore()
  const middleware = session({
    ...recommended,
    store,
    unset: 'destroy',
    cookie: { maxAge: 10 * minute },
    ...options,
    sojourn: { expose: (data) => ({ name: String(Reflect.get(data, 'name')) }), ...options.sojourn },
  })
  const handlers = Object.entries(deeds).map(([path, deed]): [string, Handler] => [
    path,
    async (request, response) => {
      await deed(request)
      response.end(JSON.stringify([await sessionView(request), await theOthers(request)]))
    },
  ])
  const port = await serve(middleware, {
    ...Object.fromEntries(handlers),
    '/session': sessionEndpoints(middleware.sessions) as Handler,
  })
  const browser = new Browser(port)
  const views = async (path: string) => JSON.parse((await browser.get(path)).body)
  return { store, browser, views, stored: async () => JSON.parse((await browser.get('/session')).body) }
}

/** What does not pass with time. */
const lasting = ({ maxAge: _, now: __, ...view }: Record<string, unknown>) => view

describe.each([
  ['at once', false],
  ['late', true],
])('over a store that answers %s', (_when, isLate) => {
  test.each(['/sign-in', '/sign-in-anew', '/saved', '/read'])(
    '%s shows what is stored, twice and by both doors, and the cookie goes with it',
    async (path) => {
      const { browser, views, stored } = await open(isLate)
      if (path === '/read') await browser.get('/sign-in')
      const [first, second] = await views(path)
      const name = { '/sign-in-anew': 'bob', '/saved': 'grace' }[path] ?? 'ada'
      expect(first).toMatchObject({ status: 'active', data: { name } })
      expect(lasting(second)).toEqual(lasting(first))
      expect(lasting(await stored())).toEqual(lasting(first))
    },
  )

  test.each(['/read', '/sign-out', '/unset'])('%s shows that there is none', async (path) => {
    const { browser, views, stored } = await open(isLate)
    if (path !== '/read') await browser.get('/sign-in')
    expect(await views(path)).toMatchObject([{ status: 'none' }, { status: 'none' }])
    expect(await stored()).toMatchObject({ status: 'none' })
  })

  test('a session that is fresh enough is shown as it is stored', async () => {
    const { views, stored } = await open(isLate, { sojourn: { touchAfter: 5 * minute } })
    const [signedIn] = await views('/sign-in')
    const [read] = await views('/read')
    expect(lasting(read)).toEqual(lasting(signedIn))
    expect(lasting(await stored())).toEqual(lasting(signedIn))
  })
})

test('it costs no call of the store beyond those of the response', async () => {
  const { store, views } = await open(true)
  const calls: readonly string[] = store instanceof SlowStore ? store.calls : []
  const counts: string[][] = []
  for (const path of ['/sign-in', '/read', '/sign-in-anew']) {
    const from = calls.length
    await views(path)
    counts.push(calls.slice(from))
  }
  expect(counts).toEqual([['set'], ['get', 'touch'], ['get', 'destroy', 'set']])
})

test('it rejects with what the store fails with, and without the middleware', async () => {
  const store = new SlowStore()
  store.set = (_sid, _session, callback) => callback?.(Object.assign(new Error('down'), { code: 'down' }))
  const answer = async (request: IncomingMessage) => JSON.stringify(await codeOf(sessionView(request)))
  const port = await serve(session({ ...recommended, store }), {
    '/': async (request, response) => {
      request.session.name = 'ada'
      const code = await answer(request)
      Reflect.deleteProperty(request.session, 'name')
      response.end(code)
    },
  })
  expect((await new Browser(port).get('/')).body).toBe('"down"')
  const without = await serve((_request, _response, next) => next(), {
    '/': async (request, response) => response.end(await answer(request)),
  })
  expect((await new Browser(without).get('/')).body).toBe('"not-loaded"')
  expect(session.sessionView).toBe(sessionView)
})
