import { describe, expect, test } from 'vitest'
import session, { MemoryStore } from '../../src/express-session/index.ts'
import { minute } from '../durations.ts'
import { Browser, type Handler, hosts, recommended, serve } from './app.ts'

/** What responses complain of. */
const errors: unknown[] = []

const handlers: Record<string, Handler> = {
  '/count': (request, response) => {
    request.session.views = Number(request.session.views ?? 0) + 1
    response.end(String(request.session.views))
  },
  '/read': (request, response) => response.end(JSON.stringify(request.session.views ?? null)),
  '/sign-in': (request, response) => {
    request.session.regenerate(() => {
      request.session.user = 'ada'
      request.session.save(() => response.end(request.session.id))
    })
  },
  '/user': (request, response) => response.end(String(request.session.user)),
  '/untouched': (_request, response) => response.end(),
  '/twice': (request, response) => {
    request.session.views = 1
    response.setHeader('CDN-Cache-Control', 'max-age=60')
    response.on('error', (error) => errors.push(error))
    response.end('once')
    response.end('twice')
  },
  '/sign-out': (request, response) => {
    request.session.destroy(() => response.end(String(request.session)))
  },
  '/reload': (request, response) => {
    request.session.views = 99
    request.session.reload(() => response.end(String(request.session.views)))
  },
}

describe.each(hosts)('on $name', ({ createApp }) => {
  async function open(): Promise<{ browser: Browser; store: MemoryStore }> {
    const store = new MemoryStore()
    const port = await serve(session({ ...recommended, store }), handlers, { createApp })
    return { browser: new Browser(port), store }
  }

  test('keeps what handlers store from one request to the next', async () => {
    const { browser } = await open()
    expect((await browser.get('/count')).body).toBe('1')
    expect((await browser.get('/count')).body).toBe('2')
    expect((await browser.get('/read')).body).toBe('2')
  })

  test('sets the cookie that express-session sets, once', async () => {
    const { browser } = await open()
    const { setCookie } = await browser.get('/count')
    expect(setCookie).toEqual([
      expect.stringMatching(/^connect\.sid=s%3A[\w-]{32}\.[\w%]+; Path=\/; HttpOnly$/),
    ])
    expect((await browser.get('/count')).setCookie).toEqual([])
  })

  test('stores nothing and sets no cookie for who stored nothing', async () => {
    const { browser, store } = await open()
    expect((await browser.get('/read')).setCookie).toEqual([])
    expect(Object.keys(store.sessions)).toEqual([])
  })

  test('regenerates into a session of another ID, and ends the old one', async () => {
    const { browser, store } = await open()
    await browser.get('/count')
    const before = Object.keys(store.sessions)
    const { body: sid } = await browser.get('/sign-in')
    expect(before).not.toContain(sid)
    expect(Object.keys(store.sessions)).toEqual([sid])
    expect((await browser.get('/user')).body).toBe('ada')
    expect((await browser.get('/read')).body).toBe('null')
  })

  test('destroys', async () => {
    const { browser, store } = await open()
    await browser.get('/count')
    expect((await browser.get('/sign-out')).body).toBe('undefined')
    expect(Object.keys(store.sessions)).toEqual([])
    expect((await browser.get('/read')).body).toBe('null')
  })

  test('renews a session that no handler looks at', async () => {
    const store = new MemoryStore()
    const middleware = session({ ...recommended, store, cookie: { maxAge: minute } })
    const browser = new Browser(await serve(middleware, handlers, { createApp }))
    await browser.get('/count')
    const expires = (): unknown =>
      Object.values(store.sessions).map((text) => JSON.parse(text).cookie.expires)
    const before = expires()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect((await browser.get('/untouched')).setCookie).toEqual([])
    expect(expires()).not.toEqual(before)
    expect((await browser.get('/count')).body).toBe('2')
  })

  test('passes over a second end, and leaves what the app says to CDNs', async () => {
    const { browser } = await open()
    const { body, headers } = await browser.get('/twice')
    expect([body, headers.get('cdn-cache-control')]).toEqual(['once', 'max-age=60'])
    expect((await browser.get('/count')).body).toBe('2')
    expect(errors).toEqual([])
  })

  test('reloads', async () => {
    const { browser } = await open()
    await browser.get('/count')
    expect((await browser.get('/reload')).body).toBe('1')
  })
})
