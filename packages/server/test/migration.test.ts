import { createRequire } from 'node:module'
import express, { type RequestHandler } from 'express'
import { beforeEach, expect, test } from 'vitest'
import { session } from '../src/adapters/express.ts'
import dropIn from '../src/express-session/index.ts'
import { createSessions, memoryStore } from '../src/index.ts'
import type { LegacyStore } from '../src/store/legacy/calls.ts'
import { CookieJar } from './cookie-jar.ts'
import { hour } from './durations.ts'
import { openPort } from './open-port.ts'

interface ExpressSession {
  (options: object): RequestHandler
  readonly MemoryStore: new () => LegacyStore
}

// Its own types would name `req.session` a second time.
const expressSession: ExpressSession = createRequire(import.meta.url)('express-session')

const oldSecret = 'keyboard cat'
let oldStore: LegacyStore
beforeEach(() => {
  oldStore = new expressSession.MemoryStore()
})

const legacyOptions = () => ({
  secret: oldSecret,
  store: oldStore,
  resave: false,
  saveUninitialized: false,
  cookie: { maxAge: hour },
})

/** Puts a version of the shop into service; answers where. */
async function deploy(middleware: RequestHandler): Promise<number> {
  const app = express()
    .use(middleware)
    .get('/sign-in', (request, response) => {
      Reflect.set(request.session, 'user', 'ann')
      response.end()
    })
    .get('/add', (request, response) => {
      const cart: unknown = Reflect.get(request.session, 'cart')
      Reflect.set(request.session, 'cart', [...(Array.isArray(cart) ? cart : []), request.query.item])
      response.end()
    })
    .get('/shop', (request, response) => {
      response.json({ ...request.session, cookie: undefined })
    })
  return openPort(app)
}

/** A browser that stays the same while the shop behind it changes. */
function openBrowser() {
  const jar = new CookieJar()
  return {
    jar,
    async get(port: number, path: string): Promise<unknown> {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: jar.headers() })
      jar.keep(response.headers.getSetCookie())
      const body = await response.text()
      return body === '' ? undefined : JSON.parse(body)
    },
  }
}

const newSessions = () =>
  createSessions({
    secret: 'a secret for tests, long enough to sign with',
    store: memoryStore(),
    adopt: { secret: oldSecret, store: oldStore },
  })

test('a user walks through both steps, there and back, and is never signed out', async () => {
  const browser = openBrowser()
  const before = await deploy(expressSession(legacyOptions()))
  await browser.get(before, '/sign-in')
  await browser.get(before, '/add?item=tea')

  const firstStep = await deploy(dropIn(legacyOptions()))
  expect(await browser.get(firstStep, '/shop')).toEqual({ user: 'ann', cart: ['tea'] })
  await browser.get(firstStep, '/add?item=milk')

  // Something else went wrong: back to the version before.
  expect(await browser.get(before, '/shop')).toEqual({ user: 'ann', cart: ['tea', 'milk'] })
  await browser.get(before, '/add?item=sugar')
  expect(await browser.get(firstStep, '/shop')).toEqual({ user: 'ann', cart: ['tea', 'milk', 'sugar'] })

  const secondStep = await deploy(session(newSessions()))
  expect(await browser.get(secondStep, '/shop')).toEqual({ user: 'ann', cart: ['tea', 'milk', 'sugar'] })
  expect([...browser.jar.keys()]).toEqual(['connect.sid', 'sid'])
  await browser.get(secondStep, '/add?item=cake')
  expect([...browser.jar.keys()]).toEqual(['sid'])
  expect(await browser.get(secondStep, '/shop')).toEqual({
    user: 'ann',
    cart: ['tea', 'milk', 'sugar', 'cake'],
  })
})

test('a page that asks for much at once is taken over as one', async () => {
  const browser = openBrowser()
  await browser.get(await deploy(expressSession(legacyOptions())), '/sign-in')
  const secondStep = await deploy(session(newSessions()))
  const items = ['tea', 'milk', 'sugar', 'cake', 'jam']
  await Promise.all(items.map((item) => browser.get(secondStep, `/add?item=${item}`)))
  const shop = await browser.get(secondStep, '/shop')
  expect(shop).toEqual({
    user: 'ann',
    cart: expect.toSatisfy((cart) => items.every((item) => cart.includes(item))),
  })
})
