import { inherits } from 'node:util'
import theirs from 'express-session'
import { describe, expect, test } from 'vitest'
import session, { Cookie, MemoryStore, Session, Store } from '../../src/express-session/index.ts'
import { minute } from '../durations.ts'
import { Browser, type Handler, modules, recommended, serve } from './app.ts'
import { SlowStore } from './stores.ts'

type Callback = (error?: unknown, answer?: unknown) => void

const handlers: Record<string, Handler> = {
  '/count': (request, response) => {
    request.session.views = Number(request.session.views ?? 0) + 1
    response.end(String(request.session.views))
  },
  '/sign-in': (request, response) => {
    request.session.regenerate(() => {
      request.session.user = 'ada'
      request.session.save(() => response.end('ok'))
    })
  },
  '/reload': (request, response) => {
    request.session.views = -1
    request.session.reload(() => {
      request.session.save(() => response.end(String(request.session.views)))
    })
  },
  '/user': (request, response) => response.end(String(request.session.user)),
}

const Theirs = theirs as unknown as { Store: typeof Store; MemoryStore: typeof MemoryStore }

function methodsOver(records: Map<string, string>) {
  return {
    get(sid: string, callback: Callback) {
      callback(null, JSON.parse(records.get(sid) ?? 'null'))
    },
    set(sid: string, stored: object, callback: Callback) {
      records.set(sid, JSON.stringify(stored))
      callback()
    },
    destroy(sid: string, callback: Callback) {
      records.delete(sid)
      callback()
    },
  }
}

function promisesOver(records: Map<string, string>): ReturnType<typeof methodsOver> {
  return {
    get: async (sid: string) => JSON.parse(records.get(sid) ?? 'null'),
    set: async (sid: string, stored: object) => void records.set(sid, JSON.stringify(stored)),
    destroy: async (sid: string) => void records.delete(sid),
  } as never
}

/** A factory as most stores export one: called with the session module, it answers a class. */
function storeOf(
  { Store: Base }: { Store: typeof Store },
  methods: typeof methodsOver = methodsOver,
): new () => Store {
  function FileStore(this: Store): void {
    Base.call(this)
  }
  inherits(FileStore, Base)
  Object.assign(FileStore.prototype, methods(new Map()))
  return FileStore as unknown as new () => Store
}

const stores: Record<string, () => Store> = {
  'a store of a factory that was called with this module': () => new (storeOf(session))(),
  "a store that extends express-session's own Store": () => new (storeOf(Theirs))(),
  "express-session's MemoryStore": () => new Theirs.MemoryStore(),
  'a class that extends the MemoryStore': () => new (class extends MemoryStore {})(),
  'an object with three methods': () => methodsOver(new Map()) as unknown as Store,
  'a store that takes its time': () => new SlowStore(),
  'a store that extends Store and answers by promises': () => new (storeOf(session, promisesOver))(),
  'an object with three methods that answer by promises': () => promisesOver(new Map()) as unknown as Store,
}

test.each(Object.entries(stores))('%s works', async (_name, createStore) => {
  const browser = new Browser(await serve(session({ ...recommended, store: createStore() }), handlers))
  await browser.get('/count')
  expect((await browser.get('/count')).body).toBe('2')
  expect((await browser.get('/reload')).body).toBe('2')
  await browser.get('/sign-in')
  expect((await browser.get('/user')).body).toBe('ada')
  expect((await browser.get('/count')).body).toBe('1')
})

test.each(['callbacks', 'promises'])(
  'a session outside of a request works over a store of %s',
  async (kind) => {
    const methods = kind === 'promises' ? promisesOver : methodsOver
    const store = new (storeOf(session, methods))()
    const browser = new Browser(await serve(session({ ...recommended, store }), handlers))
    await browser.get('/count')
    const sid = decodeURIComponent(browser.cookie).slice('connect.sid=s:'.length).split('.')[0] ?? ''
    const load = (id: string): Promise<unknown[]> =>
      new Promise((resolve) => store.load(id, (...given) => resolve(given)))
    const [error, loaded] = (await load(sid)) as [unknown, Session & { views: number }]
    expect([error, loaded.views]).toEqual([null, 1])
    const asked = (ask: (done: (error?: unknown) => void) => unknown): Promise<unknown> =>
      new Promise((resolve) => void ask(resolve))
    loaded.views = 5
    expect(await asked((done) => loaded.save(done))).toBeUndefined()
    expect((await browser.get('/count')).body).toBe('6')
    expect(await asked((done) => loaded.reload(done))).toBeUndefined()
    expect(await asked((done) => loaded.destroy(done))).toBeUndefined()
    expect(await load(sid)).toEqual([])
    expect(await asked((done) => loaded.reload(done))).toEqual(new Error('failed to load session'))
  },
)

test('a MemoryStore answers as its methods say, whoever calls them', async () => {
  const store = new MemoryStore()
  const browser = new Browser(await serve(session({ ...recommended, store }), handlers))
  await browser.get('/count')
  const [sid = ''] = Object.keys(store.sessions)
  const stored = await new Promise((resolve) => store.get(sid, (_error, found) => resolve(found)))
  expect(stored).toEqual({
    cookie: { expires: null, httpOnly: true, originalMaxAge: null, path: '/' },
    views: 1,
  })
  await new Promise<void>((resolve) => store.set(sid, { ...Object(stored), views: 7 }, resolve))
  expect((await browser.get('/count')).body).toBe('8')
  await new Promise<void>((resolve) => store.clear(resolve))
  expect((await browser.get('/count')).body).toBe('1')
})

describe('a deploy and a roll-back', () => {
  test('sign nobody out', async () => {
    const store = new SlowStore()
    const options = { ...recommended, store, cookie: { maxAge: minute } }
    const [before, after] = await Promise.all(
      Object.values(modules).map((module) => serve(module(options), handlers)),
    )
    const browser = new Browser(before ?? 0)
    await browser.get('/sign-in')
    await browser.get('/count')
    const deployed = new Browser(after ?? 0, browser.cookie)
    expect((await deployed.get('/user')).body).toBe('ada')
    expect((await deployed.get('/count')).body).toBe('2')
    const rolledBack = new Browser(before ?? 0, deployed.cookie)
    expect((await rolledBack.get('/user')).body).toBe('ada')
    expect((await rolledBack.get('/count')).body).toBe('3')
  })
})

test('what stores and apps extend are functions, on the function itself too', () => {
  for (const [name, each] of Object.entries({ Store, MemoryStore, Cookie, Session })) {
    expect(Object(session)[name]).toBe(each)
    expect(each.toString()).toMatch(/^function/)
  }
  expect(new MemoryStore()).toBeInstanceOf(Store)
})
