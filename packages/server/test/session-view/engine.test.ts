import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import express, { type Request, type RequestHandler } from 'express'
import { describe, expect, test } from 'vitest'
import { loadSession, session, sessionEndpoints, sessionView } from '../../src/adapters/express.ts'
import { createSessions, memoryStore, type SessionsOptions } from '../../src/index.ts'
import { countingStore, manualClock, slowStore } from '../../src/testing/index.ts'
import { exchange, exchangeAs } from '../adapters/exchange.ts'
import { minute, secret } from '../app.ts'
import { codeOf, runRequest } from '../browser.ts'
import { CookieJar, cookieIn, readSetCookie } from '../cookie-jar.ts'
import { openPort } from '../open-port.ts'

const signIn: RequestHandler = async (request, response) => {
  request.session.user = 'ada'
  response.json(await sessionView(request))
}

/** An app with one browser whose handlers answer at `/`, and the endpoints. */
async function serve(handler: RequestHandler, isLate: boolean, options: Partial<SessionsOptions> = {}) {
  const clock = manualClock()
  const memory = memoryStore({ clock })
  const store = countingStore(isLate ? slowStore(memory, 1) : memory)
  const sessions = createSessions({
    secret,
    clock,
    store,
    cookie: { maxAge: 20 * minute },
    expose: ({ user }) => ({ user: String(user) }),
    subject: ({ user }) => (typeof user === 'string' ? user : undefined),
    announce: true,
    ...options,
  })
  const app = express()
    .use('/session', sessionEndpoints(sessions))
    .use(session(sessions, { onCommitError: () => {} }))
    .get('/sign-in', signIn)
    .get('/visitor', ({ session }, response) => {
      session.count = 1
      response.end()
    })
    .get('/', handler)
  const port = await openPort(app)
  const jar = new CookieJar()
  const ask = async (path: string) => {
    const answer = await exchangeAs(jar, { port, path })
    const cookies = [answer.headers['set-cookie'] ?? []].flat().map(readSetCookie)
    const said = answer.headers['sojourn-session']
    return {
      status: answer.status,
      body: answer.body === '' ? undefined : JSON.parse(answer.body),
      cookies,
      said,
    }
  }
  return { ask, clock, store }
}

describe.each([
  ['at once', false],
  ['late', true],
])('over a store that answers %s', (_when, isLate) => {
  test.each([
    ['a visitor without a session', []],
    ['a visitor with one', ['/visitor']],
    ['somebody else', ['/sign-in', '/bob']],
  ])(
    'shows the stay that %s begins by signing in, as it is stored, and costs no call',
    async (_who, before) => {
      const { ask, store } = await serve(signIn, isLate)
      for (const path of before) await ask(path === '/bob' ? '/visitor' : path)
      const first = await ask('/session')
      store.calls.length = 0
      const { body, cookies, said } = await ask('/')
      const calls = store.calls.map(({ method }) => method)
      expect(body).toMatchObject({ status: 'active', data: { user: 'ada' }, maxAge: 20 * minute })
      if (before.length < 2) {
        expect(body.id).not.toBe(first.body.id)
        expect(cookies.map(({ name }) => name)).toEqual(['sid', 'sid-stay'])
        expect(said).toBe(`active; id=${body.id}; max-age=${body.maxAge}`)
      }
      expect((await ask('/session')).body).toEqual(body)

      const without = await serve((request, response) => {
        request.session.user = 'ada'
        response.end()
      }, isLate)
      for (const path of before) await without.ask(path === '/bob' ? '/visitor' : path)
      without.store.calls.length = 0
      await without.ask('/')
      expect(calls).toEqual(without.store.calls.map(({ method }) => method))
    },
  )

  test.each<[string, (session: Express.Request['session']) => unknown, Partial<SessionsOptions>?]>([
    ['a due renewal', () => {}],
    ['a renewal with every response', () => {}, { rolling: 'always' }],
    ['a write that nobody needs', () => {}, { resave: true }],
    ['a touch', (session) => session.touch()],
    ['a change', (session) => Object.assign(session, { count: 7 })],
    ['a rotation', (session) => session.rotate()],
    ['an update', (session) => session.update((data) => ({ ...data, count: 1 }))],
    ['another maxAge', ({ cookie }) => Object.assign(cookie, { maxAge: 60 * minute })],
  ])(
    'asked twice after %s it shows what is stored, and the commit has nothing left to do',
    async (...row) => {
      const [, change, options] = row
      let counted = 0
      const handler: RequestHandler = async (request, response) => {
        await change(request.session)
        const first = await sessionView(request)
        expect(await sessionView(request)).toEqual(first)
        counted = store.calls.length
        response.json(first)
      }
      const { ask, clock, store } = await serve(handler, isLate, options)
      await ask('/sign-in')
      clock.advance(5 * minute)
      const { body } = await ask('/')
      expect(store.calls).toHaveLength(counted)
      expect((await ask('/session')).body).toEqual(body)
    },
  )

  test('what changes after it is saved all the same', async () => {
    const { ask } = await serve(async (request, response) => {
      await sessionView(request)
      request.session.user = 'grace'
      response.json(null)
    }, isLate)
    await ask('/sign-in')
    await ask('/')
    expect((await ask('/session')).body).toMatchObject({ data: { user: 'grace' } })
  })

  test.each<[string, RequestHandler]>([
    ['nothing was written', () => {}],
    ['destroy()', ({ session }) => session.destroy()],
    ['an assignment of null', (request) => void Object.assign(request, { session: null })],
    ['delete', (request) => void Reflect.deleteProperty(request, 'session')],
  ])('shows that there is none after %s', async (what, deed) => {
    const { ask, clock } = await serve(async (request, response, next) => {
      await deed(request, response, next)
      response.json(await sessionView(request))
    }, isLate)
    if (what !== 'nothing was written') await ask('/sign-in')
    expect((await ask('/')).body).toEqual({ status: 'none', now: clock.now() })
    expect((await ask('/session')).body).toMatchObject({ status: 'none' })
  })

  test('sees a session that was not loaded yet', async () => {
    const { ask } = await serve(
      async (request, response) => response.json(await sessionView(request)),
      isLate,
      {
        lazy: true,
      },
    )
    const { body } = await (await serve(signIn, isLate)).ask('/')
    expect(body.status).toBe('active')
    expect((await ask('/')).body).toMatchObject({ status: 'none' })
    const lazy = await serve(
      async (request, response) => {
        await loadSession(request)
        request.session.user = 'ada'
        response.json(await sessionView(request))
      },
      isLate,
      { lazy: true },
    )
    expect((await lazy.ask('/')).body).toMatchObject({ status: 'active' })
  })

  test('after the headers it saves what needs no cookie, and refuses what does', async () => {
    const codes: unknown[] = []
    const { ask, clock } = await serve(async (request, response) => {
      response.write('"')
      request.session.count = Number(request.session.count ?? 0) + 1
      codes.push(await codeOf(sessionView(request)))
      response.end('"')
    }, isLate)
    await ask('/').catch(() => {})
    await ask('/sign-in')
    clock.advance(5 * minute)
    await ask('/')
    expect(codes).toEqual(['headers-sent', undefined])
  })

  test('after the headers it renews nothing that they have not told of', async () => {
    const { ask, clock, store } = await serve(async (request, response) => {
      response.flushHeaders()
      response.end(JSON.stringify(await sessionView(request)))
    }, isLate)
    await ask('/sign-in')
    clock.advance(5 * minute)
    store.calls.length = 0
    const { body } = await ask('/')
    expect(store.calls.filter(({ method }) => method === 'touch')).toHaveLength(1)
    expect((await ask('/session')).body).toEqual(body)
  })

  test('rejects as a save does, and the answer says so where nobody looks', async () => {
    const codes: unknown[] = []
    const { ask } = await serve(async (request, response) => {
      Object.assign(request.session, { big: 1n })
      codes.push(await codeOf(sessionView(request)))
      void sessionView(request)
      Object.assign(request.session, { big: 1 })
      response.json(null)
    }, isLate)
    const { status } = await ask('/')
    expect({ codes, status }).toEqual({ codes: ['not-json'], status: 500 })
  })
})

test('on an upgrade it shows what is stored, and refuses what needs a cookie', async () => {
  const sessions = createSessions({ secret, store: memoryStore(), expose: ({ count }) => Number(count) })
  const { setCookie = [] } = await runRequest(sessions, ({ session }) => Object.assign(session, { count: 1 }))
  const upgrade = async (cookie?: string): Promise<IncomingMessage & Pick<Request, 'session'>> => {
    const socket = new Socket()
    const request = Object.assign(new IncomingMessage(socket), { url: '/', headers: { cookie } })
    await new Promise((next) => session(sessions)(request, socket as never, next))
    return request as IncomingMessage & Pick<Request, 'session'>
  }
  const known = await upgrade(cookieIn(setCookie))
  expect(await sessionView(known)).toMatchObject({ status: 'active', data: 1, version: 1 })
  known.session.count = 2
  expect(await sessionView(known)).toMatchObject({ status: 'active', data: 2, version: 2 })
  const unknown = await upgrade()
  expect(await sessionView(unknown)).toMatchObject({ status: 'none' })
  unknown.session.count = 1
  expect(await codeOf(sessionView(unknown))).toBe('headers-sent')
})

test('a request that no middleware has seen is refused', async () => {
  const app = express().get('/', async (request, response) =>
    response.json(await codeOf(sessionView(request))),
  )
  const port = await openPort(app)
  expect(await exchange({ port, path: '/' })).toMatchObject({ body: '"not-loaded"' })
})
