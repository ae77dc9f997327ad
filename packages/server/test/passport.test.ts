import { createRequire } from 'node:module'
import express, { type Express, type RequestHandler } from 'express'
import { Passport } from 'passport'
import { describe, expect, test } from 'vitest'
import { session as sojourn } from '../src/adapters/express.ts'
import dropIn from '../src/express-session/index.ts'
import { createSessions, memoryStore } from '../src/index.ts'
import { Browser } from './express-session/app.ts'
import { openPort } from './open-port.ts'

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

/** A browser of that app. */
async function open(middleware: RequestHandler) {
  const browser = new Browser(await openPort(createApp(middleware)))
  return Object.assign(browser, { me: async () => JSON.parse((await browser.get('/me')).body) })
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
