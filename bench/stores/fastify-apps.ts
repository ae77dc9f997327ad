import cookie from '@fastify/cookie'
import session from '@fastify/session'
import type { Store } from 'express-session'
import fastify from 'fastify'
import { maxAge, secret } from '../cases.ts'
import type { Handle } from '../exchange.ts'
import { type CallbackSession, ofCallbacks } from './callback-session.ts'
import { act, type Kept } from './requests.ts'

/** Answers what a session would, without one. */
export async function fastifyAlone(): Promise<Handle> {
  const app = fastify()
  app.get('/*', async ({ url }) => new URL(url, 'http://localhost') && 'ok')
  await app.ready()
  return (request, response) => app.routing(request, response)
}

/** With the options that its README has. */
export async function fastifySession(store: Store): Promise<Handle> {
  const app = fastify()
  await app.register(cookie)
  await app.register(session, {
    secret,
    cookie: { secure: false, maxAge },
    saveUninitialized: false,
    store: store as never,
  })
  app.get('/*', async (request) => {
    const open = (): Kept => ofCallbacks(request.session as unknown as CallbackSession, open)
    return act(new URL(request.url, 'http://localhost'), open)
  })
  await app.ready()
  return (request, response) => app.routing(request, response)
}
