import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer, request as httpsRequest } from 'node:https'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import express4 from 'express4'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { exchange } from '../../test/adapters/exchange.ts'
import { openPort } from '../../test/open-port.ts'
import {
  createSessions,
  memoryStore,
  SessionError,
  type SessionStore,
  type SessionsOptions,
} from '../index.ts'
import { aroundStore } from '../testing/around-store.ts'
import { countingStore, slowStore } from '../testing/index.ts'
import { loadSession, session } from './express.ts'

const secret = 'a secret that is long enough for tests'
afterEach(() => void vi.restoreAllMocks())

async function serve(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Browser> {
  return new Browser(`http://127.0.0.1:${await openPort(listener)}`)
}

/** Keeps the session's cookie from answer to answer. */
class Browser {
  readonly origin: string
  cookie = ''

  constructor(origin: string) {
    this.origin = origin
  }

  async get(path = '/', headers: Record<string, string> = {}): Promise<globalThis.Response> {
    const answer = await fetch(this.origin + path, {
      redirect: 'manual',
      headers: { ...headers, ...(this.cookie && { cookie: this.cookie }) },
    })
    for (const line of answer.headers.getSetCookie()) this.cookie = line.split(';')[0] ?? ''
    return answer
  }

  async text(path = '/'): Promise<string> {
    return (await this.get(path)).text()
  }
}

function app(store: SessionStore, options: Partial<SessionsOptions> = {}): Express {
  return express().use(session(createSessions({ secret, store, ...options })))
}

/** Fails whatever the store is asked. */
function brokenStore(isBroken: (method: string) => boolean): SessionStore {
  return aroundStore(memoryStore(), (method, _args, call) => {
    if (isBroken(method)) throw new Error('connect ECONNREFUSED redis://user:hunter2@10.0.0.7')
    return call()
  })
}

function signIn({ session }: Request, response: Response): void {
  session.user = 'ada'
  response.end()
}

const stores = [
  ['a store that answers at once', () => memoryStore()],
  ['a store 40 ms away', () => slowStore(memoryStore(), 40)],
] as const

describe.each(stores)('over %s', (_name, open) => {
  test('keeps data from request to request', async () => {
    const browser = await serve(
      app(open()).get('/', ({ session }, response) => {
        session.views = Number(session.views ?? 0) + 1
        response.json(session.views)
      }),
    )

    expect([await browser.text(), await browser.text(), await browser.text()]).toEqual(['1', '2', '3'])
  })

  test('a redirect never arrives before what was saved for it', async () => {
    const browser = await serve(
      app(open())
        .get('/', ({ session }, response) => {
          session.step = Number(session.step ?? 0) + 1
          response.redirect('/next')
        })
        .get('/next', ({ session }, response) => response.json(session.step)),
    )
    for (let step = 1; step <= 5; step++) {
      await browser.get('/')
      expect(await browser.text('/next')).toBe(String(step))
    }
  })

  test.each([
    ['assigning null', (request: Request) => Object.assign(request, { session: null })],
    ['delete', (request: Request) => Reflect.deleteProperty(request, 'session')],
  ])('%s unsets the session', async (_how, unset) => {
    const browser = await serve(
      app(open())
        .get('/in', signIn)
        .get('/out', (request, response) => {
          unset(request)
          response.end()
        })
        .get('/', ({ session }, response) => response.json(session.user ?? null)),
    )
    await browser.get('/in')
    expect(await browser.text('/')).toBe('"ada"')
    const { cookie } = browser
    expect((await browser.get('/out')).headers.get('set-cookie')).toContain('Max-Age=0')
    browser.cookie = cookie
    expect(await browser.text('/')).toBe('null')
  })

  test('a delete and a new value is a new value', async () => {
    const browser = await serve(
      app(open())
        .get('/', (request, response) => {
          Reflect.deleteProperty(request, 'session')
          Object.assign(request, { session: { user: 'grace' } })
          response.end()
        })
        .get('/who', ({ session }, response) => response.json(session.user)),
    )
    await browser.get('/')
    expect(await browser.text('/who')).toBe('"grace"')
  })

  test('saves what changes after the first byte before the last one', async () => {
    const browser = await serve(
      app(open())
        .get('/', ({ session }, response) => {
          session.answer = 'begun'
          response.end()
        })
        .get('/stream', ({ session }, response) => {
          response.write('streaming')
          session.answer = 'whole'
          response.end()
        })
        .get('/answer', ({ session }, response) => response.json(session.answer)),
    )
    await browser.get('/')
    await browser.text('/stream')
    expect(await browser.text('/answer')).toBe('"whole"')
  })

  test('cuts the connection where a new session begins too late for its cookie', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const browser = await serve(
      app(open()).get('/', ({ session }, response) => {
        response.write('streaming')
        session.user = 'ada'
        response.end()
      }),
    )

    await expect(browser.text('/')).rejects.toThrow(TypeError)
    expect(log).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ code: 'headers-sent' }))
  })

  test('a nested app with the same sessions passes on', async () => {
    const sessions = createSessions({ secret, store: open() })
    const inner = express()
      .use(session(sessions))
      .get('/', ({ session }, response) => response.json(session.user))
    const browser = await serve(express().use(session(sessions)).get('/in', signIn).use('/inner', inner))
    await browser.get('/in')
    expect(await browser.text('/inner')).toBe('"ada"')
  })
})

test("a list of cookies that the app shares between responses never holds somebody's session", async () => {
  const shared = ['lang=en', 'theme=dark']
  const server = app(memoryStore())
    .get('/in', (request, response) => signIn(request, response.setHeader('Set-Cookie', shared)))
    .get('/', (_request, response) => void response.setHeader('Set-Cookie', shared).end())
  const ada = await (await serve(server)).get('/in')
  const stranger = await (await serve(server)).get('/')

  expect(ada.headers.getSetCookie()).toEqual(['lang=en', 'theme=dark', expect.stringMatching(/^sid=/)])
  expect(stranger.headers.getSetCookie()).toEqual(['lang=en', 'theme=dark'])
})

test.each(['CDN-Cache-Control', 'Vercel-CDN-Cache-Control', 'Surrogate-Control'])(
  "no word of the app's to shared caches (%s) goes out with a session's cookie",
  async (name) => {
    const browser = await serve(
      app(memoryStore())
        .use((_request, response, next) => {
          response.setHeader(name, 'max-age=600')
          next()
        })
        .get('/in', signIn)
        .get('/', (_request, response) => void response.end()),
    )

    expect((await browser.get('/in')).headers.get(name)).toBeNull()
    expect((await browser.get('/')).headers.get(name)).toBe('max-age=600')
  },
)

test('sessions of two kinds on one request are refused', async () => {
  const other = createSessions({ secret, store: memoryStore() })
  const browser = await serve(
    app(memoryStore()).use(session(other), (_request, response) => void response.end()),
  )

  expect((await browser.get('/')).status).toBe(500)
})

test('a visitor without a cookie, and a request that reads nothing, cost no store operation', async () => {
  const store = countingStore(memoryStore())
  const browser = await serve(app(store).get('/', (_request, response) => void response.end('page')))
  const answer = await browser.get('/')

  expect(answer.headers.get('set-cookie')).toBeNull()
  expect(store.calls).toEqual([])
})

describe('a store that fails', () => {
  const asError = (error: unknown, _request: Request, response: Response, _next: NextFunction): void => {
    const { code, status } = error instanceof SessionError ? error : { code: String(error), status: 500 }
    response.status(status).json(code)
  }

  test.each([
    ['at once', true],
    ['later', false],
  ])('a read that fails %s goes to the error handler', async (_when, isImmediate) => {
    let isBroken = false
    const store = brokenStore((method) => isBroken && method === 'read')
    const browser = await serve(
      app(isImmediate ? store : slowStore(store, 1))
        .get('/', signIn)
        .get('/read', ({ session }, response) => response.json(session.user))
        .use(asError),
    )
    await browser.get('/')
    isBroken = true
    const answer = await browser.get('/read')

    expect(answer.status).toBe(503)
    expect(await answer.json()).toBe('store-unavailable')
  })

  test.each([
    ['Express 5', express],
    ['Express 4', express4],
  ])("%s' own error page says when to come back", async (_name, createApp) => {
    const sessions = createSessions({
      secret,
      store: slowStore(
        brokenStore(() => true),
        1,
      ),
    })
    const browser = await serve(createApp().use(session(sessions)))
    const working = createSessions({ secret, store: memoryStore() })
    const other = await serve(createApp().use(session(working)).get('/', signIn))
    await other.get('/')
    browser.cookie = other.cookie
    const answer = await browser.get('/')

    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('1')
  })

  test('a save that fails is an error response, without a cookie and without a word of the store', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const browser = await serve(
      app(brokenStore((method) => method === 'create')).get('/', ({ session }, response) => {
        session.user = 'ada'
        response.redirect('/welcome')
      }),
    )
    const answer = await browser.get('/')

    expect(answer.status).toBe(503)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(answer.headers.get('location')).toBeNull()
    expect(await answer.json()).toMatchObject({ code: 'store-unavailable' })
    expect(log).toHaveBeenCalledOnce()
  })
})

test('an option function that throws goes to what comes after, on bare node:http', async () => {
  const cookie = (): never => {
    throw new Error('no tenant')
  }
  const middleware = session(createSessions({ secret, store: memoryStore(), cookie }))
  const browser = await serve((request, response) =>
    middleware(request, response, (error) => response.end(String(error))),
  )

  expect(await browser.text()).toBe('Error: no tenant')
})

describe('loadSession', () => {
  test('reads what `lazy` put off', async () => {
    const store = countingStore(slowStore(memoryStore(), 1))
    const browser = await serve(
      app(store, { lazy: true })
        .get('/in', async (request, response) => {
          const session = await loadSession(request)
          session.user = 'ada'
          response.end()
        })
        .get('/', async (request, response) => {
          store.calls.length = 0
          const session = await loadSession(request)
          response.json([session.user, request.session.user, store.calls.map(({ method }) => method)])
        }),
    )
    await browser.get('/in')
    expect(await browser.text('/')).toBe('["ada","ada",["read"]]')
  })

  test('says so where no session is mounted', async () => {
    const browser = await serve(
      express().get('/', async (request, response) => {
        await loadSession(request).catch(({ code }: SessionError) => response.json(code))
      }),
    )
    expect(await browser.text('/')).toBe('"not-loaded"')
  })
})

describe('on an upgrade, where a stand-in takes the place of the response', () => {
  const nothing = (): void => {}
  const methods = { setHeader: nothing, getHeader: nothing, removeHeader: nothing, writeHead: nothing }
  const standIns: [string, object][] = [
    ['an empty object', {}],
    ['an object of some methods', { ...methods, write: nothing }],
  ]

  test.each(
    standIns.flatMap(([what, standIn]) => stores.map(([name, open]) => ({ what, standIn, name, open }))),
  )('reads the session and keeps its sid, over $name, given $what', async ({ standIn, open }) => {
    const sessions = createSessions({ secret, store: open() })
    const middleware = session(sessions)
    const server = createHttpServer(express().use(middleware).get('/', signIn))
    server.on('upgrade', (request: Request, socket) => {
      middleware(request, standIn as ServerResponse, async (error) => {
        const loaded = await loadSession(request)
        const rotated = await request.session.rotate().catch(({ code }) => code)
        socket.end(`HTTP/1.1 200 OK\r\n\r\n${error ?? [request.session.user, loaded.user, rotated]}`)
      })
    })
    const port = await openPort(server)
    const browser = new Browser(`http://127.0.0.1:${port}`)
    await browser.get('/')
    const headers = { connection: 'Upgrade', upgrade: 'websocket', cookie: browser.cookie }

    // A new sid would be lost, and the browser with it: it is refused, and the session goes on.
    for (const _ of [1, 2]) {
      expect(await exchange({ port, path: '/', headers })).toMatchObject({ body: 'ada,ada,headers-sent' })
    }
  })
})

describe('whether the connection counts as secure', () => {
  const proto = (value: string): Record<string, string> => ({ 'x-forwarded-proto': value })
  test.each([
    { proxy: undefined, trust: false, headers: {}, isSecure: false },
    { proxy: undefined, trust: false, headers: proto('https'), isSecure: false },
    { proxy: undefined, trust: true, headers: proto('https'), isSecure: true },
    { proxy: true, trust: false, headers: proto('https'), isSecure: true },
    { proxy: true, trust: false, headers: proto('HTTPS , http'), isSecure: true },
    { proxy: true, trust: false, headers: proto('http, https'), isSecure: false },
    { proxy: true, trust: false, headers: {}, isSecure: false },
    { proxy: false, trust: true, headers: proto('https'), isSecure: false },
  ])('proxy $proxy, trust proxy $trust, $headers: $isSecure', async ({ proxy, trust, headers, isSecure }) => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const server = app(memoryStore(), proxy === undefined ? {} : { proxy }).set('trust proxy', trust)
    const browser = await serve(server.get('/', signIn))
    const cookie = (await browser.get('/', headers)).headers.get('set-cookie')

    expect(cookie?.includes('Secure')).toBe(isSecure)
  })

  test('an untrusted claim is warned of once', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const browser = await serve(app(memoryStore()).get('/', signIn))
    await browser.get('/', proto('https'))
    await browser.get('/', proto('https'))

    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('X-Forwarded-Proto'), {
      code: 'SOJOURN_UNTRUSTED_PROXY',
    })
  })

  test('an encrypted one does, on bare node:https', async () => {
    // A key both sides know takes the place of a certificate.
    const key = Buffer.alloc(32, 1)
    const tls = { ciphers: 'PSK', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const
    const middleware = session(createSessions({ secret, store: memoryStore() }))
    const server = createHttpsServer({ ...tls, pskCallback: () => key }, (request, response) => {
      middleware(request, response, () => {
        Object.assign('session' in request ? (request.session as object) : {}, { user: 'ada' })
        response.end('hello')
      })
    })
    const port = await openPort(server)
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const client = {
        pskCallback: () => ({ identity: 'x', psk: key }),
        checkServerIdentity: () => undefined,
      }
      httpsRequest({ host: '127.0.0.1', port, agent: false, ...tls, ...client }, resolve)
        .on('error', reject)
        .end()
    })
    answer.resume()

    expect(answer.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-sid=.*Secure/)])
  })
})
