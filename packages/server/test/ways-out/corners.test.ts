import express, { type Request, type Response } from 'express'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { session, sessionEndpoints } from '../../src/adapters/express.ts'
import { createSessions, memoryStore, type SessionStore } from '../../src/index.ts'
import { aroundStore } from '../../src/testing/around-store.ts'
import { countingStore, slowStore } from '../../src/testing/index.ts'
import { exchange, type Seen } from '../adapters/exchange.ts'
import { cookieIn } from '../cookie-jar.ts'
import { openPort } from '../open-port.ts'
import { doors } from './doors.ts'
import { serve, setCookieOf } from './server.ts'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  return () => vi.restoreAllMocks()
})

const secret = 'a secret that is long enough for tests'
const signIn = { 'x-deed': 'signed in by assignment' }
const kinds = [
  ['at once', false],
  ['late', true],
] as const

describe.each(doors)('$name', (door) => {
  describe.each(kinds)('over a store that answers %s', (_when, isLate) => {
    test.each([
      ['GET', '/session'],
      ['POST', '/session/touch'],
    ])('%s %s shows the session that middleware before has begun', async (method, path) => {
      const { ask } = await serve(door.open(isLate))
      expect(JSON.parse((await ask(method, path, signIn)).body)).toMatchObject({ status: 'active' })
      expect((await ask('GET', '/who')).body).toBe('"ada"')
    })

    test('DELETE ends what middleware before has begun', async () => {
      const opened = door.open(isLate)
      const { ask, jar } = await serve(opened)
      await ask('DELETE', '/session', { 'x-deed': 'signed in, and saved' })
      expect(await opened.count()).toBe(0)
      jar.clear()
      await ask('DELETE', '/session', signIn)
      expect(await opened.count()).toBe(0)
    })

    test('what middleware before has changed is there after a touch', async () => {
      const { ask } = await serve(door.open(isLate))
      await ask('GET', '/page', { 'x-deed': 'regenerated' })
      await ask('POST', '/session/touch', { 'x-deed': 'renamed' })
      expect((await ask('GET', '/who')).body).toBe('"grace"')
    })
  })
})

async function serveApp(
  store: SessionStore,
  handlers: Readonly<Record<string, (request: Request, response: Response) => unknown>>,
  subject = 'ada',
) {
  const sessions = createSessions({ secret, store, subject: () => subject || undefined })
  const answered = { headers: { 'Cache-Control': 'public, max-age=60' }, body: 'sorry' }
  const app = express()
    .use(session(sessions, { onCommitError: () => answered }))
    .get('/in', ({ session }, response) => {
      session.user = 'ada'
      response.end()
    })
    .use('/rotating', async ({ session }, _response, next) => {
      void session.rotate()
      next()
    })
    .use('/rotating', sessionEndpoints(sessions))
    .get('/who', ({ session }, response) => response.json(session.user ?? null))
  for (const [path, handler] of Object.entries(handlers)) app.get(path, handler)
  const port = await openPort(app)
  const ask = async (path: string, cookie?: string, method = 'GET'): Promise<Seen> => {
    const answer = await exchange({ port, path, method, headers: cookie === undefined ? {} : { cookie } })
    if (answer === 'cut') throw new Error('cut')
    return answer
  }
  const signedIn = async () => pairOf(await ask('/in'))
  return { ask, signedIn }
}

function pairOf(answer: Seen): string {
  return cookieIn(answer.headers['set-cookie']) ?? ''
}

describe.each(kinds)('createSessions over a store that answers %s', (_when, isLate) => {
  const open = (store: SessionStore = memoryStore()): SessionStore => (isLate ? slowStore(store, 1) : store)

  test('the answer of onCommitError carries the new sid, and nobody keeps it', async () => {
    const { ask, signedIn } = await serveApp(open(), {
      '/broken': async ({ session }, response) => {
        await session.rotate()
        Object.assign(session, { big: 1n })
        response.end()
      },
    })
    const answer = await ask('/broken', await signedIn())
    expect(answer).toMatchObject({ status: 500, body: 'sorry', headers: { 'cache-control': 'no-store' } })
    expect((await ask('/who', pairOf(answer))).body).toBe('"ada"')
  })

  test('an end waits for a rotation that nobody waits for, and ends what came of it', async () => {
    const memory = memoryStore()
    const keys: unknown[] = []
    const store = aroundStore(memory, (method, args, call) => {
      if (method === 'create' || method === 'rotate') keys.push(...args.slice(0, 2))
      return call()
    })
    // Nobody's session: no list leads to where it moved.
    const { ask, signedIn } = await serveApp(open(store), {}, '')
    const answer = await ask('/rotating', await signedIn(), 'DELETE')
    expect(JSON.parse(answer.body)).toMatchObject({ status: 'none', reason: 'signed-out' })
    expect(setCookieOf(answer)).toEqual([expect.stringContaining('Max-Age=0')])
    const left = keys.map((key) => (typeof key === 'string' ? memory.read(key) : undefined))
    expect(left).not.toContainEqual(expect.objectContaining({ data: '{"user":"ada"}' }))
    expect(keys).toHaveLength(4)
  })

  test('a touch waits for it too, and renews what came of it', async () => {
    const { ask, signedIn } = await serveApp(open(), {})
    const answer = await ask('/rotating/touch', await signedIn(), 'POST')
    expect(JSON.parse(answer.body)).toMatchObject({ status: 'active' })
    expect((await ask('/who', pairOf(answer))).body).toBe('"ada"')
  })

  test('nothing gets a new sid once a failure is answered', async () => {
    const codes: unknown[] = []
    const { ask, signedIn } = await serveApp(open(), {
      '/broken': ({ session }, response) => {
        Object.assign(session, { big: 1n })
        response.end()
        session.rotate().catch(({ code }) => codes.push(code))
      },
    })
    const cookie = await signedIn()
    await ask('/broken', cookie)
    await vi.waitFor(() => expect(codes).toEqual(['headers-sent']))
    expect((await ask('/who', cookie)).body).toBe('"ada"')
  })

  test('a session that is unset and kept goes on under its new sid', async () => {
    const store = open()
    const sessions = createSessions({ secret, store, unset: 'keep' })
    const app = express()
      .use(session(sessions))
      .get('/in', async (request, response) => {
        request.session.user = 'ada'
        await request.session.save()
        Object.assign(request, { session: null })
        response.end()
      })
      .get('/who', ({ session }, response) => response.json(session.user ?? null))
    const port = await openPort(app)
    const answer = (await exchange({ port, path: '/in' })) as Seen
    const cookie = pairOf(answer)
    expect(await exchange({ port, path: '/who', headers: { cookie } })).toMatchObject({ body: '"ada"' })
  })
})

test("endpoints of other sessions commit the middleware's, and renew nothing of them", async () => {
  const store = countingStore(memoryStore())
  const sessions = createSessions({ secret, store, touchAfter: 0 })
  const others = createSessions({ secret, name: 'other' })
  const app = express()
    .use(session(sessions))
    .get('/in', (request, response) => {
      request.session.user = 'ada'
      response.end()
    })
    .use('/other', sessionEndpoints(others))
  const port = await openPort(app)
  const cookie = pairOf((await exchange({ port, path: '/in' })) as Seen)
  store.calls.length = 0
  for (const path of ['/other', '/other/nowhere']) {
    expect(await exchange({ port, path, headers: { cookie } })).not.toHaveProperty('headers.set-cookie')
  }
  expect(store.calls).toEqual([])
})
