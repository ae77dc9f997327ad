import { createSessions, type SessionStore } from '@sojourn/server'
import { session as sojourn } from '@sojourn/server/express'
import { sealedCookie } from '@sojourn/server/sealed-cookie'
import connectPgSimple from 'connect-pg-simple'
import { RedisStore } from 'connect-redis'
import express, { type Express, type Request, type Response } from 'express'
import expressSession, { type Store } from 'express-session'
import { getIronSession, nodeCookies } from 'iron-session'
import { maxAge, secret } from '../cases.ts'
import type { Handle } from '../exchange.ts'
import { type CallbackSession, ofCallbacks } from './callback-session.ts'
import { connectPostgres, connectRedis, openStores } from './connections.ts'
import { fastifyAlone, fastifySession } from './fastify-apps.ts'
import type { PeerName } from './peers.ts'
import { act, type Kept } from './requests.ts'

/** How each peer's app is made, over the server at an address. */
export const apps: Readonly<Record<PeerName, (url: string) => Promise<Handle>>> = {
  express: async () => expressAlone(),
  fastify: fastifyAlone,
  'sojourn-redis': async (url) => sojournApp((await openStores.redis(url)).store),
  'sojourn-postgres': async (url) => sojournApp((await openStores.postgres(url)).store),
  'sojourn-mariadb': async (url) => sojournApp((await openStores.mariadb(url)).store),
  'sojourn-sqlite': async (url) => sojournApp((await openStores.sqlite(url)).store),
  'express-session-redis': async (url) =>
    expressSessionApp(new RedisStore({ client: await connectRedis(url) })),
  'fastify-session-redis': async (url) => fastifySession(new RedisStore({ client: await connectRedis(url) })),
  'express-session-postgres': async (url) => {
    const PgStore = connectPgSimple(expressSession)
    const pool = connectPostgres(url)
    return expressSessionApp(new PgStore({ pool, createTableIfMissing: true, pruneSessionInterval: false }))
  },
  'sojourn-cookie': async () => {
    const app = newApp()
    app.use(sojourn(createSessions({ secret, cookie: { maxAge }, store: sealedCookie() })))
    return answering(app, ofSojourn)
  },
  'iron-session': async () => answering(newApp(), ofIronSession),
}

function newApp(): Express {
  const app = express()
  app.disable('x-powered-by')
  return app
}

function answering(
  app: Express,
  open: (request: Request, response: Response) => Kept | Promise<Kept>,
): Handle {
  app.use(async (request, response) => {
    response.end(await act(new URL(request.url, 'http://localhost'), () => open(request, response)))
  })
  return (request, response) => app(request, response)
}

/** Answers what a session would, without one. */
function expressAlone(): Handle {
  const app = newApp()
  app.use((request, response) => void response.end(new URL(request.url, 'http://localhost') && 'ok'))
  return (request, response) => app(request, response)
}

function sojournApp(store: SessionStore): Handle {
  const app = newApp()
  const subject = (data: { user?: string }): string | undefined => data.user
  app.use(sojourn(createSessions({ secret, cookie: { maxAge }, store, subject })))
  return answering(app, ofSojourn)
}

function ofSojourn({ session }: Request): Kept {
  const kept: Kept = {
    data: session,
    touch: () => session.touch(),
    // It gets a new ID by itself when the subject changes.
    renew: async () => kept,
    end: async () => void (await session.destroy()),
    save: async () => {},
  }
  return kept
}

function expressSessionApp(store: Store): Handle {
  const app = newApp()
  app.use(expressSession({ secret, cookie: { maxAge }, resave: false, saveUninitialized: false, store }))
  return answering(app, ofExpressSession)
}

function ofExpressSession(request: Request): Kept {
  const found: unknown = request.session
  return ofCallbacks(found as CallbackSession, () => ofExpressSession(request))
}

/** As its README has it. */
async function ofIronSession(request: Request, response: Response): Promise<Kept> {
  const options = {
    cookieName: 'sid',
    password: secret,
    ttl: maxAge / 1000,
    cookieOptions: { secure: false },
  }
  const session = await getIronSession<object>(nodeCookies(request, response), options)
  const kept: Kept = {
    data: session,
    touch: () => {},
    renew: async () => kept,
    end: async () => session.destroy(),
    save: () => session.save(),
  }
  return kept
}
