import type { RequestHandler } from 'express'
import { describe, expectTypeOf, test } from 'vitest'
import type { Middleware } from '../adapters/express.ts'
import session, {
  type Cookie,
  type CookieOptions,
  MemoryStore,
  type SessionData,
  type SessionOptions,
  Store,
} from './index.ts'

declare module './session-data.ts' {
  interface SessionData {
    user: { name: string }
  }
}

describe('req.session', () => {
  type Request = Parameters<RequestHandler>[0]

  test('holds what SessionData was given, each key perhaps', () => {
    expectTypeOf<Request['session']['user']>().toEqualTypeOf<{ name: string } | undefined>()
    expectTypeOf<Request['session']>().not.toHaveProperty('color')
  })

  test('has the methods of express-session and no others', () => {
    type Own = Exclude<keyof Request['session'], keyof SessionData>
    type Names = 'destroy' | 'id' | 'regenerate' | 'reload' | 'req' | 'resetMaxAge' | 'save' | 'touch'
    expectTypeOf<Own>().toEqualTypeOf<Names>()
    expectTypeOf<Request['session']['cookie']>().toEqualTypeOf<Cookie>()
  })

  test('has its ID and its store beside it', () => {
    expectTypeOf<Request['sessionID']>().toBeString()
    expectTypeOf<Request['sessionStore']>().toEqualTypeOf<Store>()
  })
})

describe('the function', () => {
  test('takes the options of express-session, and answers middleware', () => {
    expectTypeOf(session).parameter(0).toEqualTypeOf<SessionOptions | undefined>()
    expectTypeOf(session({ secret: 'keyboard cat' })).toExtend<Middleware>()
    expectTypeOf(session({ secret: 'keyboard cat' })).toExtend<RequestHandler>()
    expectTypeOf<{ secret: string; colour: string }>().not.toEqualTypeOf<SessionOptions>()
    // @ts-expect-error no such option
    session({ secret: 'keyboard cat', saveUninitialised: true })
    // @ts-expect-error one of two words
    session({ unset: 'delete' })
  })

  test('takes a cookie that depends on the request', () => {
    session({ secret: 'keyboard cat', cookie: (request) => ({ secure: request.method === 'POST' }) })
    expectTypeOf<CookieOptions['sameSite']>().toEqualTypeOf<
      boolean | 'lax' | 'strict' | 'none' | 'auto' | undefined
    >()
  })

  test('carries its classes', () => {
    expectTypeOf(session.Store).toEqualTypeOf(Store)
    expectTypeOf(new session.MemoryStore()).toEqualTypeOf(new MemoryStore())
  })
})
