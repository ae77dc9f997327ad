import { describe, expect, test, vi } from 'vitest'
import session from '../../src/express-session/index.ts'
import type { Session } from '../../src/express-session/session.ts'
import type { SessionOptions } from '../../src/express-session/session-options.ts'
import { Browser, type Handler, hosts, recommended, secret, serve } from './app.ts'
import { SlowStore } from './stores.ts'

const down = new Error('the store is down')

const handlers: Record<string, Handler> = {
  '/write': (request, response) => {
    request.session.views = 1
    response.end('written')
  },
  '/stream': (request, response) => {
    request.session.views = 1
    response.write('one ')
    setTimeout(() => response.end('two'), 5)
  },
  '/forget': (request, response) => {
    request.session.save()
    request.session.destroy()
    response.end('ok')
  },
  '/cycle': (request, response) => {
    request.session.self = request.session
    response.end('sent')
  },
  '/reload': (request, response) => {
    spoilBeforeReload()
    request.session.reload((error) => response.end(String(Object(error).message)))
  },
  '/read': (request, response) => response.end(String(request.session?.views)),
}

let spoilBeforeReload = (): void => {}

async function open(options: Partial<SessionOptions> = {}, host = hosts[0]) {
  const store = new SlowStore()
  const errors: unknown[] = []
  const port = await serve(session({ ...recommended, store, ...options }), handlers, {
    ...host,
    onError: (error) => errors.push(error),
  })
  return { store, errors, browser: new Browser(port) }
}

/** Express calls error handlers when the response has left. */
const told = (errors: unknown[]): Promise<void> => vi.waitFor(() => expect(errors.length).toBeGreaterThan(0))

describe.each(hosts)('on $name', (host) => {
  test('a failed save sends the response all the same, and the error goes to next', async () => {
    const { browser, store, errors } = await open({}, host)
    store.failing.set = down
    const { status, body, setCookie } = await browser.get('/write')
    expect([status, body, setCookie.length]).toEqual([200, 'written', 1])
    await told(errors)
    expect(errors).toEqual([down])
  })

  test('a failed save of a streamed response cuts nothing, and is told once', async () => {
    const { browser, store, errors } = await open({}, host)
    store.failing.set = down
    expect((await browser.get('/stream')).body).toBe('one two')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(errors).toEqual([down])
  })

  test('a failed load goes to next', async () => {
    const { browser, store, errors } = await open({}, host)
    await browser.get('/write')
    store.failing.get = down
    expect((await browser.get('/read')).status).toBe(500)
    expect(errors).toEqual([down])
  })
})

test('a session that cannot be read is not destroyed, whatever `unset` says', async () => {
  const { browser, store } = await open({ unset: 'destroy' })
  await browser.get('/write')
  store.failing.get = down
  await browser.get('/read')
  store.failing.get = undefined
  expect((await browser.get('/read')).body).toBe('1')
})

describe('a record without a cookie', () => {
  const named = expect.objectContaining({
    name: 'TypeError',
    message: expect.stringMatching(/^Cannot read prop.*`cookie` of a stored session/),
  })

  /** A browser whose session is such a record by the time it is looked for once more. */
  async function withRecord(record = '{"views":1}') {
    const app = await open()
    await app.browser.get('/write')
    const [sid = ''] = app.store.records.keys()
    return { ...app, sid, spoil: () => void app.store.records.set(sid, record) }
  }

  test.each(['{"views":1}', '{"views":1,"cookie":null}'])(
    'is an error of the request, and is kept: %s',
    async (record) => {
      const { browser, store, errors, spoil } = await withRecord(record)
      spoil()
      expect((await browser.get('/read')).status).toBe(500)
      expect(errors).toEqual([named])
      expect([...store.records.values()]).toEqual([record])
    },
  )

  test('is what a reload says, of a session of a request and of one without', async () => {
    const { browser, store, sid, spoil } = await withRecord()
    spoilBeforeReload = spoil
    expect((await browser.get('/reload')).body).toMatch(/^Cannot read prop/)
    store.records.set(sid, '{"views":1,"cookie":{}}')
    const loaded = await new Promise<Session>((resolve) => {
      store.load(sid, (_error, session) => resolve(session as Session))
    })
    spoil()
    expect(await new Promise((resolve) => void loaded.reload(resolve))).toEqual(named)
  })

  test('is what `store.load` calls back with, and what `createSession` throws', async () => {
    const { store, sid, spoil } = await withRecord()
    spoil()
    expect(await new Promise((resolve) => store.load(sid, resolve))).toEqual(named)
    expect(() => store.createSession({ sessionID: sid }, {} as never)).toThrow(named)
  })
})

test('a miss that a store reports as ENOENT is a miss', async () => {
  const { browser, store } = await open()
  await browser.get('/write')
  store.failing.get = Object.assign(new Error('no such file'), { code: 'ENOENT' })
  expect((await browser.get('/read')).body).toBe('undefined')
})

test('nobody is needed to hear of a save or a destroy that fails', async () => {
  const { browser, store, errors } = await open()
  await browser.get('/write')
  store.failing.set = down
  store.failing.destroy = down
  const unhandled: unknown[] = []
  const listen = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', listen)
  expect((await browser.get('/forget')).body).toBe('ok')
  await new Promise((resolve) => setTimeout(resolve, 20))
  process.off('unhandledRejection', listen)
  expect([unhandled, errors]).toEqual([[], []])
})

test('what JSON cannot say is an error of the request, which is answered', async () => {
  const { browser, errors } = await open()
  expect((await browser.get('/cycle')).body).toBe('sent')
  await told(errors)
  expect(errors).toEqual([expect.any(TypeError)])
})

test('a store that calls back twice is heard once', async () => {
  const { browser, store } = await open()
  await browser.get('/write')
  const { get } = store
  store.get = (sid, callback) =>
    get.call(store, sid, (error, stored) => {
      callback(error, stored)
      callback(down)
    })
  expect((await browser.get('/read')).body).toBe('1')
})

test('a store that never answers has the deadline that the app sets', async () => {
  const { browser, store, errors } = await open({ sojourn: { storeTimeout: 20 } })
  await browser.get('/write')
  store.gate = () => new Promise(() => {})
  expect((await browser.get('/read')).status).toBe(500)
  expect(errors).toEqual([expect.objectContaining({ code: 'store-unavailable', status: 503 })])
})

test('there is no req.session while the store is disconnected', async () => {
  const { browser, store } = await open()
  await browser.get('/write')
  store.emit('disconnect')
  expect((await browser.get('/read')).body).toBe('undefined')
  store.emit('connect')
  expect((await browser.get('/read')).body).toBe('1')
})

test('without a secret each request is an error', async () => {
  const silent = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const errors: unknown[] = []
  const middleware = session({ resave: false, saveUninitialized: false })
  const port = await serve(middleware, handlers, { onError: (error) => errors.push(error) })
  expect((await new Browser(port).get('/read')).status).toBe(500)
  expect(errors).toEqual([new Error('secret option required for sessions')])
  silent.mockRestore()
})

test('a response is held until a save that nobody waited for is done', async () => {
  const store = new SlowStore()
  const order: string[] = []
  store.gate = async (call) => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    order.push(call)
  }
  const port = await serve(session({ secret, resave: false, saveUninitialized: false, store }), {
    '/': (request, response) => {
      request.session.views = 1
      request.session.save()
      response.end('ok')
    },
  })
  await new Browser(port).get('/').then(() => order.push('answered'))
  expect(order).toEqual(['set', 'answered'])
})
