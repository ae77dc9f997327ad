import { request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http'
import express from 'express'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { exchange, type Outcome } from '../../../test/adapters/exchange.ts'
import { openPort } from '../../../test/open-port.ts'
import {
  createSessions,
  memoryStore,
  type SessionStore,
  type Sessions,
  type SessionsOptions,
} from '../../index.ts'
import { aroundStore } from '../../testing/around-store.ts'
import { countingStore, slowStore } from '../../testing/index.ts'
import { session, sessionEndpoints } from '../express.ts'

afterEach(() => void vi.restoreAllMocks())

function createTestSessions(store: SessionStore, options: Partial<SessionsOptions> = {}): Sessions {
  return createSessions({ secret: 'a secret that is long enough for tests', store, ...options })
}

/** Where apps put the endpoints. Each server signs in at `/in`. */
const mounts = {
  'behind session()': (sessions) =>
    express().use(session(sessions)).use('/session', sessionEndpoints(sessions)).get('/in', signIn),
  'before session()': (sessions) =>
    express().use('/session', sessionEndpoints(sessions)).use(session(sessions)).get('/in', signIn),
  'on bare node:http': (sessions) => {
    const middleware = session(sessions)
    const endpoints = sessionEndpoints(sessions, { path: '/session' })
    return (request, response) =>
      endpoints(request, response, () => middleware(request, response, () => signIn(request, response)))
  },
} satisfies Record<string, (sessions: Sessions) => RequestListener>

function signIn(request: IncomingMessage, response: { end(): unknown }): void {
  if ('session' in request) Object.assign(request.session as object, { user: 'ada' })
  response.end()
}

async function signedIn(port: number): Promise<Record<string, string>> {
  const answer = await exchange({ port, path: '/in' })
  const ours = setCookieOf(answer).find((cookie) => cookie.startsWith('sid='))
  return { cookie: String(ours).split(';')[0] ?? '' }
}

function setCookieOf(answer: Outcome): string[] {
  return answer === 'cut' ? [] : [answer.headers['set-cookie'] ?? []].flat()
}

function viewOf(answer: Outcome): unknown {
  return answer === 'cut' ? answer : JSON.parse(answer.body)
}

describe.each(Object.entries(mounts))('%s', (_where, mount) => {
  test.each([
    ['a store that answers at once', () => memoryStore()],
    ['a store that is away', () => slowStore(memoryStore(), 5)],
  ])('peeks, touches and ends, over %s', async (_name, open) => {
    const port = await openPort(mount(createTestSessions(open())))
    const headers = await signedIn(port)

    expect(viewOf(await exchange({ port, path: '/session', headers }))).toMatchObject({ status: 'active' })
    expect(viewOf(await exchange({ port, path: '/session/?cache=0', headers }))).toMatchObject({
      status: 'active',
    })
    const touched = await exchange({ port, path: '/session/touch', method: 'POST', headers })
    expect(viewOf(touched)).toMatchObject({ status: 'active' })
    const ended = await exchange({ port, path: '/session', method: 'DELETE', headers })
    expect(viewOf(ended)).toMatchObject({ status: 'none', reason: 'signed-out' })
    expect(setCookieOf(ended)).toEqual([expect.stringContaining('Max-Age=0')])
    expect(viewOf(await exchange({ port, path: '/session', headers }))).toMatchObject({ status: 'none' })
  })

  test('HEAD has the head of a GET', async () => {
    const port = await openPort(mount(createTestSessions(memoryStore())))
    const head = await exchange({ port, path: '/session', method: 'HEAD' })

    expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-type': 'application/json' } })
  })

  test('an unknown path below is a problem', async () => {
    const port = await openPort(mount(createTestSessions(memoryStore())))

    expect(viewOf(await exchange({ port, path: '/session/all/of/it' }))).toMatchObject({ code: 'not-found' })
  })

  test('a refused request renews nothing', async () => {
    const store = countingStore(memoryStore())
    const port = await openPort(mount(createTestSessions(store)))
    const headers = { ...(await signedIn(port)), 'sec-fetch-site': 'cross-site' }
    store.calls.length = 0
    const answer = await exchange({ port, path: '/session', method: 'DELETE', headers })

    expect(viewOf(answer)).toMatchObject({ code: 'origin-refused' })
    expect(store.calls).toEqual([])
  })

  test("takes back the app's word to shared caches", async () => {
    const listener = mount(createTestSessions(memoryStore()))
    const port = await openPort((request, response) => {
      response.setHeader('CDN-Cache-Control', 'max-age=600')
      listener(request, response)
    })

    expect(await exchange({ port, path: '/session' })).not.toHaveProperty('headers.cdn-cache-control')
  })

  test("never puts a cookie into the app's own list", async () => {
    const shared = ['theme=dark', 'lang=en']
    const listener = mount(createTestSessions(memoryStore()))
    const port = await openPort((request, response) => {
      response.setHeader('Set-Cookie', shared)
      listener(request, response)
    })
    const headers = await signedIn(port)
    await exchange({ port, path: '/session', method: 'DELETE', headers })

    expect(shared).toEqual(['theme=dark', 'lang=en'])
  })

  test('keeps the headers of others', async () => {
    const sessions = createTestSessions(memoryStore())
    const listener = mount(sessions)
    const port = await openPort((request, response) => {
      response.setHeader('Vary', 'Accept-Encoding')
      response.setHeader('Set-Cookie', 'theme=dark')
      listener(request, response)
    })
    const headers = await signedIn(port)
    const answer = await exchange({ port, path: '/session', method: 'DELETE', headers })

    expect(setCookieOf(answer)).toEqual(['theme=dark', expect.stringMatching(/^sid=/)])
    expect(answer).toMatchObject({ headers: { vary: expect.stringContaining('Accept-Encoding') } })
  })
})

test.each(Object.entries(mounts))(
  'says nothing more where somebody has answered meanwhile, %s',
  async (_where, mount) => {
    const rejections: unknown[] = []
    const note = (reason: unknown): void => void rejections.push(reason)
    process.on('unhandledRejection', note)
    onTestFinished(() => void process.off('unhandledRejection', note))
    const listener = mount(createTestSessions(slowStore(memoryStore(), 5)))
    const port = await openPort((request, response) => {
      listener(request, response)
      if (request.headers['x-impatient'] === undefined) return
      response.statusCode = 503
      response.end('timeout')
    })
    const headers = await signedIn(port)
    const impatient = await exchange({
      port,
      path: '/session',
      headers: { ...headers, 'x-impatient': 'yes' },
    })
    // Takes as long as the first one, so that is over too.
    const patient = await exchange({ port, path: '/session', headers })

    expect(impatient).toMatchObject({ status: 503, body: 'timeout' })
    expect(viewOf(patient)).toMatchObject({ status: 'active' })
    expect(rejections).toEqual([])
  },
)

test('a body is not read, and a long one ends the connection', async () => {
  const port = await openPort(mounts['before session()'](createTestSessions(memoryStore())))
  const touch = (body: string): Promise<string | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { connection: 'keep-alive', 'content-length': body.length }
      const path = '/session/touch'
      httpRequest({ host: '127.0.0.1', port, path, method: 'POST', headers }, (answer) => {
        answer.resume()
        resolve(answer.headers.connection)
      })
        .on('error', reject)
        .end(body)
    })

  expect(await touch('{}')).toBe('keep-alive')
  expect(await touch('x'.repeat(10_000))).toBe('close')
})

test('what failed on the server is told to onError, and not to the client', async () => {
  const onError = vi.fn()
  const store = aroundStore(memoryStore(), () => {
    throw new Error('redis://user:hunter2@10.0.0.7')
  })
  const sessions = createTestSessions(memoryStore())
  const broken = createTestSessions(store)
  const port = await openPort(
    express()
      .use(session(sessions))
      .get('/in', signIn)
      .use('/session', sessionEndpoints(broken, { onError })),
  )
  const answer = await exchange({ port, path: '/session', headers: await signedIn(port) })

  expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
  expect(JSON.stringify(answer)).not.toContain('hunter2')
  expect(onError).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ code: 'store-unavailable' }),
    expect.objectContaining({ originalUrl: '/session' }),
  )
})

test.each([
  [
    'throws',
    () => {
      throw new Error('the logger broke')
    },
  ],
  ['rejects', () => Promise.reject(new Error('the logger broke'))],
])('an onError that %s keeps nobody from the answer', async (_how, onError) => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {})
  const working = createTestSessions(memoryStore())
  const store = aroundStore(memoryStore(), () => Promise.reject(new Error('down')), { immediate: false })
  const endpoints = sessionEndpoints(createTestSessions(store), { onError })
  const port = await openPort(express().use('/session', endpoints).use(session(working)).get('/in', signIn))
  const answer = await exchange({ port, path: '/session', headers: await signedIn(port) })

  expect(answer).toMatchObject({ status: 503 })
  expect(log).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('onError'), expect.any(Error))
})

describe('an option function that throws, on bare node:http', () => {
  const cookie = (): never => {
    throw new Error('no tenant')
  }

  test('goes to what comes after', async () => {
    const endpoints = sessionEndpoints(createTestSessions(memoryStore(), { cookie }))
    const port = await openPort((request, response) =>
      endpoints(request, response, (error) => response.end(String(error))),
    )

    expect(await exchange({ port, path: '/' })).toMatchObject({ status: 200, body: 'Error: no tenant' })
  })

  test('is a problem where nothing comes after, and told to onError', async () => {
    const onError = vi.fn()
    const endpoints = sessionEndpoints(createTestSessions(memoryStore(), { cookie }), { onError })
    const port = await openPort((request, response) => endpoints(request, response))
    const answer = await exchange({ port, path: '/' })

    expect(answer).toMatchObject({ status: 500 })
    expect(viewOf(answer)).toMatchObject({ code: 'internal' })
    expect(onError).toHaveBeenCalledExactlyOnceWith(
      new Error('no tenant'),
      expect.objectContaining({ url: '/' }),
    )
  })
})
