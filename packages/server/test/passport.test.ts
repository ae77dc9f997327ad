import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import express, { type Express, type RequestHandler } from 'express'
import { Passport } from 'passport'
import { afterEach, describe, expect, test } from 'vitest'
import { session as sojourn } from '../src/adapters/express.ts'
import dropIn from '../src/express-session/index.ts'
import { createSessions, memoryStore } from '../src/index.ts'
import { listen } from './adapters/hosts.ts'

const secret = 'a secret for tests, long enough to sign with'

// Its own types would name `req.session` a second time.
const expressSession: (options: object) => RequestHandler = createRequire(import.meta.url)('express-session')

const legacy = { secret, resave: false, saveUninitialized: false }

/** What passport finds under it: before the change, after it, and after the second step. */
const kinds: readonly [string, () => RequestHandler][] = [
  ['express-session', () => expressSession(legacy)],
  ['the drop-in', () => dropIn(legacy)],
  ['createSessions', () => sojourn(createSessions({ secret, store: memoryStore() }))],
]

/** An app whose users sign in by saying who they are. */
function createApp(middleware: RequestHandler): Express {
  const passport = new Passport()
  passport.use({
    name: 'by-name',
    authenticate(request) {
      const { name } = request.query
      if (typeof name === 'string') this.success({ name })
      else this.fail()
    },
  })
  passport.serializeUser<string>((user, done) => done(null, Reflect.get(user, 'name')))
  passport.deserializeUser<string>((name, done) => done(null, { name }))
  const keepSessionInfo = true
  return express()
    .use(middleware, passport.session())
    .get('/cart', (request, response) => {
      Reflect.set(request.session, 'cart', ['tea'])
      response.end()
    })
    .get('/sign-in', passport.authenticate('by-name'), (_request, response) => response.end())
    .get('/sign-in/with-cart', passport.authenticate('by-name', { keepSessionInfo }), (_request, response) =>
      response.end(),
    )
    .get('/sign-out', (request, response, next) =>
      request.logout((error) => (error ? next(error) : response.redirect('/me'))),
    )
    .get('/me', ({ user, session }, response) => {
      response.json({ user: user ?? null, cart: Reflect.get(session, 'cart') ?? null })
    })
}

const servers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of servers.splice(0)) await close()
})

/** A browser of that app. */
async function open(middleware: RequestHandler) {
  const server: Server = createServer(createApp(middleware))
  const { port, close } = await listen(server)
  servers.push(close)
  const browser = {
    cookie: '',
    async get(path: string): Promise<Response> {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { cookie: browser.cookie },
        redirect: 'manual',
      })
      const [set] = response.headers.getSetCookie()
      if (set !== undefined) browser.cookie = set.split(';', 1)[0] ?? ''
      return response
    },
    me: async (): Promise<unknown> => (await browser.get('/me')).json(),
  }
  return browser
}

describe.each(kinds)('passport over %s', (_name, middleware) => {
  test('signs in, under a new session ID', async () => {
    const browser = await open(middleware())
    await browser.get('/cart')
    const before = browser.cookie
    expect((await browser.get('/sign-in?name=ann')).status).toBe(200)
    expect(browser.cookie).not.toBe(before)
    expect(await browser.me()).toEqual({ user: { name: 'ann' }, cart: null })
    browser.cookie = before
    expect(await browser.me()).toEqual({ user: null, cart: null })
  })

  test('keeps what the visitor had, where it is asked to', async () => {
    const browser = await open(middleware())
    await browser.get('/cart')
    await browser.get('/sign-in/with-cart?name=ann')
    expect(await browser.me()).toEqual({ user: { name: 'ann' }, cart: ['tea'] })
  })

  test('signs out, and the old session ID is worth nothing', async () => {
    const browser = await open(middleware())
    await browser.get('/sign-in?name=ann')
    const signedIn = browser.cookie
    expect((await browser.get('/sign-out')).status).toBe(302)
    expect(await browser.me()).toMatchObject({ user: null })
    browser.cookie = signedIn
    expect(await browser.me()).toMatchObject({ user: null })
  })

  test('turns away who does not say who they are', async () => {
    const browser = await open(middleware())
    expect((await browser.get('/sign-in')).status).toBe(401)
    expect(await browser.me()).toEqual({ user: null, cart: null })
  })
})
