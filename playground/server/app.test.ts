import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memoryStore } from '@sojourn/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from './app.ts'
import { createAppSessions } from './sessions.ts'

const secret = 'a secret that only this test knows, long enough'
const idleTimeouts = [15_000, 60_000]
const peerOrigin = 'http://localhost:5174'
const store = memoryStore()
const sessions = createAppSessions({ secret, store, idleTimeout: 60_000 })
const server = createServer(
  createApp({
    sessions,
    secret,
    idleTimeouts,
    revoke: (user) => store.deleteSubject?.(user),
    storeName: 'a store',
    peers: [peerOrigin],
    pages: (_req, res) => void res.send('a page'),
  }),
)
let url = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

function post(path: string, body: string, cookie = ''): Promise<Response> {
  return fetch(url + path, { method: 'POST', body, headers: { 'Content-Type': 'application/json', cookie } })
}

test.each([
  ['a name that is empty', '/api/sign-in', '{"name":" ","idleTimeout":15000}', 400, 'bad-request'],
  [
    'an idle timeout that is not offered',
    '/api/sign-in',
    '{"name":"Ada","idleTimeout":1}',
    400,
    'bad-request',
  ],
  ['a body that is no JSON', '/api/sign-in', '{"name"', 400, 'bad-request'],
  [
    'an unknown kind of write',
    '/api/parallel/express-session/write',
    '{"run":"a","kind":"no"}',
    400,
    'bad-request',
  ],
  ['a run that nobody started', '/api/parallel/express-session/finish', '{"run":"a"}', 404, 'not-found'],
  ['another timeout for nobody', '/api/idle-timeout', '{"idleTimeout":15000}', 401, 'not-signed-in'],
  ['an end of nobody’s session', '/api/revoke', '{}', 400, 'bad-request'],
  ['a run for nobody', '/api/parallel/sojourn/start', '{"run":"a"}', 401, 'not-signed-in'],
  ['an unknown route', '/api/nothing', '{}', 404, 'not-found'],
])('%s is answered with a problem, and no cookie', async (_name, path, body, status, code) => {
  const response = await post(path, body)
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  expect(await response.json()).toMatchObject({
    type: 'about:blank',
    status,
    code,
    detail: expect.any(String),
  })
  expect(response.status).toBe(status)
  expect(response.headers.getSetCookie()).toEqual([])
})

/** Signs in, and answers what the browser then sends: the session's cookie, and whatever comes with it. */
async function signIn(): Promise<string> {
  const response = await post('/api/sign-in', '{"name":"Ada","idleTimeout":60000}')
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

test('an idle timeout that is chosen later holds for the session there is', async () => {
  const cookie = await signIn()
  const maxAge = async (): Promise<unknown> =>
    (await (await fetch(`${url}/session`, { headers: { cookie } })).json()).originalMaxAge
  expect(await maxAge()).toBe(60_000)
  await post('/api/idle-timeout', '{"idleTimeout":15000}', cookie)
  expect(await maxAge()).toBe(15_000)
})

test('a request of the app says how long the session now lasts, and after its end that there is none', async () => {
  const cookie = await signIn()
  const inbox = async (): Promise<[status: number, announced: string | null]> => {
    const response = await fetch(`${url}/api/inbox`, { headers: { cookie } })
    return [response.status, response.headers.get('sojourn-session')]
  }
  expect(await inbox()).toEqual([200, expect.stringMatching(/^active; id=[\w-]+; max-age=(60000|59\d{3})$/)])
  const revoked = await post('/api/revoke', '{"name":"Ada"}')
  expect([revoked.status, revoked.headers.getSetCookie()]).toEqual([204, []])
  expect(await inbox()).toEqual([401, 'none'])
})

test('what is no API is a page', async () => {
  expect(await (await fetch(`${url}/lab/start`)).text()).toBe('a page')
})

const write = '/api/parallel/sojourn/write'

test('pages of another process may write to a session through this one, and those of no other', async () => {
  const ask = (origin: string, method: string): Promise<Response> =>
    fetch(url + write, { method, headers: { origin, 'access-control-request-method': 'POST' } })
  const allowed = (response: Response): unknown[] => [
    response.status,
    response.headers.get('access-control-allow-origin'),
    response.headers.get('access-control-allow-credentials'),
  ]
  expect(allowed(await ask(peerOrigin, 'OPTIONS'))).toEqual([204, peerOrigin, 'true'])
  expect(allowed(await ask(peerOrigin, 'POST'))).toEqual([401, peerOrigin, 'true'])
  expect(allowed(await ask('http://localhost:6666', 'OPTIONS'))).toEqual([401, null, null])
})

test('the page can tell where the sessions are kept', async () => {
  expect(await (await fetch(`${url}/api/store`)).json()).toEqual({ name: 'a store', peers: [peerOrigin] })
})
