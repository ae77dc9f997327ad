import { describe, expect, test } from 'vitest'
import { minute, second } from '../../test/durations.ts'
import {
  createSessions,
  memoryStore,
  SessionError,
  type SessionStore,
  type SessionsOptions,
} from '../index.ts'
import { aroundStore } from '../testing/around-store.ts'
import { countingStore, manualClock, slowStore } from '../testing/index.ts'
import type { EndpointResponse } from './endpoint.ts'
import { handleEndpoint } from './endpoints.ts'

const clock = manualClock()
const open = (): SessionStore => memoryStore({ clock })
const app = 'https://app.example'

interface Asked {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Endpoints over a store with one live session; its cookie goes with every request unless another is given. */
async function setUp(store: SessionStore, options: Partial<SessionsOptions> = {}) {
  const sessions = createSessions({
    secret: 'a secret that is long enough for tests',
    store,
    clock,
    idleTimeout: 30 * minute,
    ...options,
  })
  const contextOf = (cookieHeader: string | undefined) =>
    sessions.context({ cookieHeader, path: '/session', isSecure: false, raw: undefined })
  const context = contextOf(undefined)
  await context.load()
  Object.assign(context.getSession() ?? {}, { user: 'ada' })
  const { setCookie = [] } = await context.commit({ status: 200, cacheControl: undefined })
  const cookie = String(setCookie[0]).split(';')[0] ?? ''
  const ask = async ({
    method = 'GET',
    path = '/',
    headers = {},
  }: Asked): Promise<EndpointResponse & { view: unknown }> => {
    const all: Record<string, string> = { host: 'api.example', cookie, ...headers }
    const request = { method, path, header: (name: string) => all[name] }
    const answer = await handleEndpoint(sessions, contextOf(all.cookie), request)
    return { ...answer, view: answer.body === undefined ? undefined : JSON.parse(answer.body) }
  }
  return { ask }
}

describe.each([
  ['a store that answers at once', open],
  ['a store that is away', () => slowStore(open(), 1)],
])('over %s', (_name, open) => {
  test('GET peeks: asked for ever, it keeps no stay alive', async () => {
    const { ask } = await setUp(open())
    const first = await ask({})
    for (let minutes = 0; minutes < 29; minutes++) {
      clock.advance(minute)
      await ask({})
    }

    expect(first).toMatchObject({ status: 200, view: { status: 'active', maxAge: 30 * minute } })
    expect((await ask({})).view).toMatchObject({ status: 'active', maxAge: minute })
    clock.advance(minute)
    expect((await ask({})).view).toMatchObject({ status: 'none' })
  })

  test('HEAD answers as GET does', async () => {
    const { ask } = await setUp(open())
    expect(await ask({ method: 'HEAD' })).toMatchObject({ status: 200, view: { status: 'active' } })
  })

  test('POST /touch renews at once, whatever the throttle says, and the cookie with it', async () => {
    const { ask } = await setUp(open())
    clock.advance(second)
    const answer = await ask({ method: 'POST', path: '/touch' })

    expect(answer).toMatchObject({ status: 200, view: { status: 'active', maxAge: 30 * minute } })
    expect((await ask({})).view).toMatchObject({ maxAge: 30 * minute })
  })

  test('DELETE ends the session and clears the cookie', async () => {
    const { ask } = await setUp(open())
    const answer = await ask({ method: 'DELETE' })

    expect(answer.view).toMatchObject({ status: 'none', reason: 'signed-out' })
    expect(String(answer.headers['Set-Cookie'])).toMatch(/^sid=; Max-Age=0;/)
    expect((await ask({})).view).toMatchObject({ status: 'none' })
  })

  test('no session is a state, and no error', async () => {
    const { ask } = await setUp(open())
    for (const asked of [{}, { method: 'POST', path: '/touch' }, { method: 'DELETE' }]) {
      const answer = await ask({ ...asked, headers: { cookie: '' } })
      expect(answer).toMatchObject({ status: 200, view: { status: 'none' } })
    }
  })
})

test('every answer is kept by nobody, sniffed by nobody and embedded by nobody', async () => {
  const { ask } = await setUp(open())
  for (const asked of [
    {},
    { path: '/nowhere' },
    { method: 'PUT' },
    { method: 'OPTIONS' },
    { method: 'DELETE' },
  ]) {
    expect((await ask(asked)).headers).toMatchObject({
      'Cache-Control': 'no-store',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
    })
  }
})

test('other methods and paths are problems', async () => {
  const { ask } = await setUp(open())

  expect(await ask({ method: 'POST' })).toMatchObject({
    status: 405,
    headers: { Allow: 'GET, HEAD, DELETE, OPTIONS', 'Content-Type': 'application/problem+json' },
    view: { type: 'about:blank', title: 'Method Not Allowed', status: 405, code: 'method-not-allowed' },
  })
  expect(await ask({ path: '/touch' })).toMatchObject({ status: 405, headers: { Allow: 'POST, OPTIONS' } })
  expect(await ask({ path: '/constructor' })).toMatchObject({ status: 404, view: { code: 'not-found' } })
  expect(await ask({ method: 'OPTIONS' })).toMatchObject({
    status: 204,
    headers: { Allow: 'GET, HEAD, DELETE, OPTIONS' },
  })
})

describe('a request from another origin', () => {
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }

  test('that would change something is refused before the store is asked', async () => {
    const store = countingStore(open())
    const { ask } = await setUp(store, { allowedOrigins: [app] })
    store.calls.length = 0
    for (const asked of [{ method: 'DELETE' }, { method: 'POST', path: '/touch' }]) {
      const answer = await ask({ ...asked, headers: foreign })
      expect(answer).toMatchObject({ status: 403, view: { code: 'origin-refused' } })
    }
    expect(store.calls).toEqual([])
    expect((await ask({})).view).toMatchObject({ status: 'active' })
  })

  test('that only reads is answered, for its server and not for its pages', async () => {
    const { ask } = await setUp(open(), { allowedOrigins: [app] })
    const { status, headers } = await ask({ headers: foreign })

    expect(status).toBe(200)
    expect(headers).not.toHaveProperty('Access-Control-Allow-Origin')
    expect(headers.Vary).toContain('Origin')
  })

  test('that is allowed passes, and reads the answer, also that something failed', async () => {
    const { ask } = await setUp(open(), { allowedOrigins: [app] })
    const headers = { origin: app, 'sec-fetch-site': 'cross-site' }

    expect(await ask({ method: 'POST', path: '/touch', headers })).toMatchObject({
      status: 200,
      headers: { 'Access-Control-Allow-Origin': app },
    })
    expect(await ask({ path: '/nowhere', headers })).toMatchObject({
      status: 404,
      headers: { 'Access-Control-Allow-Origin': app },
    })
  })

  test('that asks for leave gets it if it is allowed', async () => {
    const { ask } = await setUp(open(), { allowedOrigins: [app] })
    const preflight = (origin: string) =>
      ask({ method: 'OPTIONS', path: '/touch', headers: { origin, 'access-control-request-method': 'POST' } })

    expect(await preflight(app)).toMatchObject({
      status: 204,
      headers: {
        'Access-Control-Allow-Origin': app,
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Allow-Methods': 'POST, OPTIONS',
      },
    })
    const refused = await preflight('https://evil.example')
    expect(refused).toMatchObject({ status: 403, view: { code: 'origin-refused' } })
    expect(refused.headers).not.toHaveProperty('Access-Control-Allow-Origin')
  })
})

test('a store that fails is a problem with Retry-After, and no word of the store', async () => {
  let isBroken = false
  const failure = new Error('connect ECONNREFUSED redis://user:hunter2@10.0.0.7')
  const store = aroundStore(open(), (_method, _args, call) => {
    if (isBroken) throw failure
    return call()
  })
  const { ask } = await setUp(store, { allowedOrigins: [app] })
  isBroken = true
  const answer = await ask({ headers: { origin: app } })

  expect(answer).toMatchObject({
    status: 503,
    headers: { 'Retry-After': '1', 'Access-Control-Allow-Origin': app },
    view: { code: 'store-unavailable' },
  })
  expect(answer.body).not.toContain('hunter2')
  expect(answer.error).toBeInstanceOf(SessionError)
})
