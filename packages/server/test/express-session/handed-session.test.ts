import { describe, expect, test } from 'vitest'
import { sessionEndpoints } from '../../src/adapters/express.ts'
import session from '../../src/express-session/index.ts'
import type { SessionOptions } from '../../src/express-session/session-options.ts'
import { hour } from '../durations.ts'
import { Browser, type Handler, recommended, serve } from './app.ts'
import { SlowStore } from './stores.ts'

type Handed = Record<string, unknown> & { cookie?: unknown }

/** What stores do to the session that they are handed. */
const habits: Record<string, (handed: Handed) => void> = {
  'puts plain JSON in place of its cookie': (handed) => {
    handed.cookie = JSON.parse(JSON.stringify(handed.cookie))
  },
  'takes its cookie out': (handed) => {
    delete handed.cookie
  },
  'keeps the cookie as text': (handed) => {
    handed.cookie = JSON.stringify(handed.cookie)
  },
}

/** When they do it. */
const moments = ['at once', 'before it answers']

const cases = Object.entries(habits).flatMap(([name, change]) =>
  moments.map((moment) => ({ name, change, moment })),
)

describe.each(cases)('a store that $name $moment', ({ change, moment }) => {
  async function open(options: Partial<SessionOptions> = {}) {
    const store = new SlowStore()
    const { set, touch = () => {} } = store
    store.set = (sid, handed, callback) => {
      set.call(store, sid, handed, (error) => {
        change(handed as never)
        callback?.(error)
      })
      if (moment === 'at once') change(handed as never)
    }
    store.touch = (sid, handed, callback) => {
      touch.call(store, sid, handed, () => {
        change(handed as never)
        callback?.()
      })
      if (moment === 'at once') change(handed as never)
    }
    const middleware = session({ ...recommended, store, cookie: { maxAge: hour }, ...options })
    const handlers: Record<string, Handler> = {
      '/session': sessionEndpoints(middleware.sessions) as Handler,
      '/set': (request, response) => {
        request.session.user = 'ann'
        response.end('ok')
      },
      '/save': (request, response) => {
        request.session.user = 'eve'
        request.session.save(() => {
          request.session.cookie.maxAge = hour / 2
          response.end(String(request.session.cookie.expires instanceof Date))
        })
      },
      '/piecemeal': (request, response) => {
        request.session.user = 'joe'
        response.write('one ')
        setImmediate(() => {
          request.session.last = true
          response.end('two')
        })
      },
      '/look': (request, response) => response.end(String(request.session.user)),
    }
    const port = await serve(middleware, handlers)
    return { store, port, browser: new Browser(port) }
  }

  test('changes nothing of what the browser is sent', async () => {
    const { browser } = await open()
    expect((await browser.get('/set')).setCookie[0]).toMatch(/; Path=\/; Expires=.*; HttpOnly$/)
    expect((await browser.get('/piecemeal')).setCookie[0]).toMatch(/; Path=\/; Expires=.*; HttpOnly$/)
    expect((await browser.get('/look')).body).toBe('joe')
  })

  test('nor after a touch, with a cookie on every response', async () => {
    const { browser } = await open({ rolling: true })
    await browser.get('/set')
    expect((await browser.get('/look')).setCookie[0]).toMatch(/; Path=\/; Expires=.*; HttpOnly$/)
  })

  test('nor of what a handler finds after a save', async () => {
    const { browser } = await open()
    const { body, setCookie } = await browser.get('/save')
    expect(body).toBe('true')
    expect(Date.parse(/Expires=([^;]*)/.exec(setCookie[0] ?? '')?.[1] ?? '')).toBeLessThan(
      Date.now() + 0.6 * hour,
    )
  })

  test('nor of what the endpoints tell', async () => {
    const { browser, port } = await open()
    await browser.get('/set')
    const asked = { method: 'POST', headers: { cookie: browser.cookie, 'sec-fetch-site': 'same-origin' } }
    const answer = await fetch(`http://127.0.0.1:${port}/session/touch`, asked)
    expect(answer.headers.getSetCookie()[0]).toMatch(/Expires=/)
    expect(await answer.json()).toMatchObject({ status: 'active', originalMaxAge: expect.closeTo(hour, -1) })
  })

  test('nor of a session outside of a request', async () => {
    const { browser, store } = await open()
    await browser.get('/set')
    const [sid = ''] = store.records.keys()
    const loaded = await new Promise<Handed & { save(done: () => void): void; touch(): void }>((resolve) => {
      store.load(sid, (_error, found) => resolve(found as never))
    })
    const { cookie } = loaded
    await new Promise<void>((resolve) => loaded.save(resolve))
    expect(loaded.cookie).toBe(cookie)
  })
})
