import express from 'express'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { session } from '../../src/adapters/express.ts'
import { sealedCookie } from '../../src/create-sessions/sealed-cookie.ts'
import { createSessions, type Sessions } from '../../src/index.ts'
import { exchange, exchangeAs, type Seen, withoutOurs } from '../adapters/exchange.ts'
import { hosts } from '../adapters/hosts.ts'
import { type RowServer, startRowServer } from '../adapters/row-server.ts'
import { rows } from '../adapters/rows.ts'
import { secret } from '../app.ts'
import { CookieJar, readSetCookie } from '../cookie-jar.ts'
import { openPort } from '../open-port.ts'
import { doors, type Opened } from '../ways-out/doors.ts'
import { deeds, pages, serve, setCookieOf } from '../ways-out/server.ts'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  return () => vi.restoreAllMocks()
})

const createSealed = (): Sessions => createSessions({ secret, store: sealedCookie() })

// The oracle is the same app without a session.
describe.each(hosts)('every kind of answer is as it would be without a session, on $name', (host) => {
  let oracle: RowServer
  let server: RowServer
  beforeAll(async () => {
    oracle = await startRowServer(host, 'no compression', [])
    server = await startRowServer(host, 'no compression', [session(createSealed())])
  })
  afterAll(async () => {
    await oracle.close()
    await server.close()
  })

  const fitting = rows.filter((row) => host.isExpress || !row.needsExpress)
  test.concurrent.for(fitting)('$name', async (row, { expect }) => {
    const expected = await oracle.run(row)
    const { outcome, seen } = await server.run(row)
    expect(seen).toEqual(expected.seen)
    expect(withoutOurs(outcome)).toEqual(withoutOurs(expected.outcome))
    if (outcome !== 'cut') expect(String(outcome.headers['set-cookie'])).toContain('sid=')
  })
})

const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
const ways: readonly (readonly [method: string, path: string, headers?: Record<string, string>])[] = [
  ['GET', '/session'],
  ['HEAD', '/session'],
  ['POST', '/session/touch'],
  ['POST', '/session/touch', foreign],
  ['DELETE', '/session'],
  ['DELETE', '/session', foreign],
  ['PUT', '/session'],
  ['GET', '/session/nowhere'],
  ['OPTIONS', '/session'],
  ['GET', '/other'],
  // No store can fail here.
  ...Object.keys(pages).flatMap((path) => (path === '/store-down' ? [] : [['GET', path] as const])),
]

function openSealed(): Opened {
  const sessions = createSessions({ secret, store: sealedCookie(), subject: () => 'ada', announce: true })
  return { middleware: session(sessions), sessions, store: { isDown: false }, count: async () => 0 }
}

/** What the browser and the client get to know, whatever carries the session. */
function told(answer: Seen) {
  const { 'cache-control': cacheControl, vary, 'sojourn-session': announced } = answer.headers
  const cookies = setCookieOf(answer).map(readSetCookie)
  return {
    status: answer.status,
    cacheControl,
    vary,
    announced: String(announced).replace(/=[^;]+/g, '=…'),
    cookies: cookies.map(({ name, value, maxAge }) => ({ name, maxAge, isCleared: value === '' })),
  }
}

/** The two differ in that every change sets the cookie, and that a session that was ended takes nothing with it. */
describe('answers say the same as those over a store', () => {
  const cases = Object.keys(deeds).flatMap((deed) =>
    ways.map(([method, path, headers = {}]) => ({ deed, method, path, headers })),
  )
  test.each(cases)(
    '$deed, $method $path $headers.sec-fetch-site',
    async ({ deed, method, path, headers }) => {
      const [engine] = doors
      if (engine === undefined) throw new Error('there is no door')
      const [stored, sealed] = await Promise.all(
        [engine.open(false), openSealed()].map(async (opened) => {
          const { ask } = await serve(opened)
          if (!deed.startsWith('signed in')) await ask('GET', '/page', { 'x-deed': 'signed in, and saved' })
          const answer = await ask(method, path, { ...headers, 'x-deed': deed })
          return { told: told(answer), who: JSON.parse((await ask('GET', '/who')).body) }
        }),
      )
      expect(sealed?.who).toEqual(stored?.who)
      const isWriteOverOld = deed === 'renamed' && sealed?.told.cookies.some(({ name }) => name === 'sid')
      if (!isWriteOverOld) expect(sealed?.told).toEqual(stored?.told)
    },
  )
})

test('what is written after the first byte fails the answer, and the browser keeps what it had', async () => {
  const app = express()
  app.use(session(createSealed()))
  app.get('/sign-in', (request, response) => {
    Object.assign(request.session, { user: 'ann' })
    response.redirect('/who')
  })
  app.get('/late', async (request, response) => {
    response.write('one')
    Object.assign(request.session, { user: 'bob' })
    const code = await request.session.save().then(
      () => 'saved',
      (error: unknown) => Reflect.get(Object(error), 'code'),
    )
    response.end(code)
  })
  app.get('/later', (request, response) => {
    response.write('one')
    Object.assign(request.session, { user: 'bob' })
    response.end('two')
  })
  app.get('/who', (request, response) => response.json(request.session))
  const port = await openPort(app)
  const jar = new CookieJar()
  const ask = (path: string) => exchangeAs(jar, { port, path })
  expect((await ask('/sign-in')).status).toBe(302)
  // The code was told before the answer, which is cut as well for what is still unsaved.
  expect(await exchange({ port, path: '/late', headers: jar.headers() })).toBe('cut')
  expect(await exchange({ port, path: '/later', headers: jar.headers() })).toBe('cut')
  expect(JSON.parse((await ask('/who')).body)).toEqual({ user: 'ann' })
})
