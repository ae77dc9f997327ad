import theirs from 'express-session'
import { describe, expect, test } from 'vitest'
import session, { MemoryStore, type Store } from '../../src/express-session/index.ts'
import type { SessionOptions } from '../../src/express-session/session-options.ts'
import { type Answer, Browser, type Handler, modules, recommended, serve } from './app.ts'
import { door, SlowStore, slowStoreOn } from './stores.ts'

/** An app whose requests wait where the test says, after they have read their session. */
async function open(options: Partial<SessionOptions> = {}, module = session) {
  const waiting = new Map<string, { reached: () => void; leave: Promise<void> }>()
  const handlers: Record<string, Handler> = {
    '/set': async (request, response) => {
      const url = new URL(String(request.originalUrl), 'http://localhost')
      const wait = waiting.get(String(url.searchParams.get('wait')))
      void request.session.views
      wait?.reached()
      await wait?.leave
      for (const [key, value] of url.searchParams) if (key !== 'wait') request.session[key] = value
      response.end('ok')
    },
    '/save-twice': async (request, response) => {
      const wait = waiting.get('save-twice')
      request.session.one = 'a'
      wait?.reached()
      await wait?.leave
      await new Promise((resolve) => request.session.save(resolve))
      request.session.two = 'b'
      response.end('ok')
    },
    '/save': async (request, response) => {
      const wait = waiting.get('save')
      request.session.late = true
      wait?.reached()
      await wait?.leave
      request.session.save((error: unknown) => response.end(String(Object(error).code)))
    },
    '/all': (request, response) => {
      const { cookie: _, ...data } = request.session
      response.end(JSON.stringify(data))
    },
    '/regenerate': (request, response) => request.session.regenerate(() => response.end('ok')),
    '/destroy': (request, response) => request.session.destroy(() => response.end('ok')),
  }
  const port = await serve(module({ ...recommended, ...options }), handlers)
  const browser = new Browser(port)
  await browser.get('/set?first=1')
  return {
    browser,
    /** Asks for a path, whose request waits under that name until `meanwhile` is done. */
    async slowly(path: string, name: string, meanwhile: () => unknown): Promise<Answer> {
      const [reached, leave] = [door(), door()]
      waiting.set(name, { reached: reached.open, leave: leave.opened })
      const answer = browser.get(path)
      await reached.opened
      await meanwhile()
      leave.open()
      return answer
    },
    async data(): Promise<unknown> {
      return JSON.parse((await browser.get('/all')).body)
    },
  }
}

const Theirs = theirs as unknown as { Store: typeof Store }
const stores = {
  MemoryStore: () => new MemoryStore(),
  'a store that takes its time': () => new SlowStore(),
  "a store on express-session's own base": () => new (slowStoreOn(Theirs.Store))(),
}

describe.each(Object.entries(stores))('over %s', (_name, createStore) => {
  test('two parallel writes to different keys both stay', async () => {
    const { browser, slowly, data } = await open({ store: createStore() })
    await slowly('/set?wait=slow&a=1', 'slow', () => browser.get('/set?b=2'))
    expect(await data()).toEqual({ first: '1', a: '1', b: '2' })
  })

  test('what another wrote stays through a second write too', async () => {
    const { browser, slowly, data } = await open({ store: createStore() })
    await slowly('/save-twice', 'save-twice', () => browser.get('/set?other=1'))
    expect(await data()).toEqual({ first: '1', other: '1', one: 'a', two: 'b' })
  })

  test('a slower request that changes nothing takes nothing back, with `resave` neither', async () => {
    const { browser, slowly, data } = await open({ store: createStore(), resave: true })
    await slowly('/set?wait=slow', 'slow', () => browser.get('/set?b=2'))
    expect(await data()).toEqual({ first: '1', b: '2' })
  })

  test.each(['/destroy', '/regenerate'])('a slower request brings nothing back after %s', async (end) => {
    const store = createStore()
    const { browser, slowly } = await open({ store })
    const { cookie } = browser
    const late = await slowly('/set?wait=slow&a=1', 'slow', () => browser.get(end))
    expect(late.body).toBe('ok')
    browser.cookie = cookie
    expect((await browser.get('/all')).body).toBe('{}')
  })

  test('who saves an ended session by hand is told', async () => {
    const { browser, slowly } = await open({ store: createStore() })
    const late = await slowly('/save', 'save', () => browser.get('/destroy'))
    expect(late.body).toBe('session-gone')
  })
})

test('a session is read again only where another request wrote it', async () => {
  const store = new SlowStore()
  const { browser } = await open({ store })
  store.calls.length = 0
  await browser.get('/set?a=1')
  await browser.get('/set?a=2')
  expect(store.calls).toEqual(['get', 'set', 'get', 'set'])
})

test('with `sojourn.reread: "always"` it is read again before every write, for the sake of other processes', async () => {
  const store = new SlowStore()
  const { slowly, data } = await open({ store, sojourn: { reread: 'always' } })
  await slowly('/set?wait=slow&a=1', 'slow', () => {
    for (const [sid, text] of store.records) {
      store.records.set(sid, JSON.stringify({ ...JSON.parse(text), elsewhere: true }))
    }
  })
  expect(await data()).toEqual({ first: '1', a: '1', elsewhere: true })
})

test('a `genid` that makes the same ID again works', async () => {
  const { browser, data } = await open({ genid: () => 'the-same' })
  await browser.get('/regenerate')
  await browser.get('/set?a=1')
  expect(await data()).toEqual({ a: '1' })
})

test('a slower request writes nothing into another session of the same ID', async () => {
  const { browser, slowly, data } = await open({ genid: () => 'the-same' })
  await slowly('/set?wait=slow&a=1', 'slow', async () => {
    await browser.get('/regenerate')
    await browser.get('/set?b=2')
  })
  expect(await data()).toEqual({ b: '2' })
})

test('express-session loses one of them', async () => {
  const { browser, slowly, data } = await open({}, modules['express-session'] as never)
  await slowly('/set?wait=slow&a=1', 'slow', () => browser.get('/set?b=2'))
  expect(await data()).toEqual({ first: '1', a: '1' })
})
