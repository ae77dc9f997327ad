import type { SeenRequest } from './actions.ts'
import { type Variant, variant, withAfter, withCookie, withOptions, withStore } from './variants.ts'

/** What a module that takes the place of express-session could get wrong; each must be noticed. */
export const brokenVariants: Readonly<Record<string, Variant>> = {
  'touches no session': withStore((store) => ({ ...store, touch: (_sid, _session, done) => done() })),
  'destroys nothing': withStore((store) => ({ ...store, destroy: (_sid, done) => done() })),
  'reads each session twice': withStore((store) => ({
    ...store,
    get: (sid, done) => store.get(sid, () => store.get(sid, done)),
  })),
  'takes a failed read for no session': withStore((store) => ({
    ...store,
    get: (sid, done) => store.get(sid, (error, session) => done(null, error ? null : session)),
  })),
  'saves without its cookie': withStore((store) => ({
    ...store,
    set: (sid, session, done) => store.set(sid, { ...session, cookie: {} }, done),
  })),
  'skips the save': withAfter((request: SeenRequest) => {
    const { session } = request
    if (session) {
      session.save = (done) => done?.()
      Object.defineProperty(session, 'save', { enumerable: false })
    }
  }),
  'lets the cookie live a second longer': withAfter((_request, response) => {
    const { setHeader } = response
    response.setHeader = (name, value) =>
      setHeader.call(response, name, name === 'Set-Cookie' ? [value].flat().map(later) : value)
  }),
  'sends the cookie on every response': withOptions((options) => ({ ...options, rolling: true })),
  'never rolls': withOptions((options) => ({ ...options, rolling: false })),
  'saves what nobody touched': withOptions((options) => ({ ...options, resave: true })),
  'never saves what nobody touched': withOptions((options) => ({ ...options, resave: false })),
  'saves what nobody began': withOptions((options) => ({ ...options, saveUninitialized: true })),
  'never saves what nobody began': withOptions((options) => ({ ...options, saveUninitialized: false })),
  'keeps what was unset': withOptions((options) => ({ ...options, unset: 'keep' })),
  'trusts every proxy': withOptions((options) => ({ ...options, proxy: true })),
  'trusts no proxy': withOptions((options) => ({ ...options, proxy: false })),
  'signs by the last secret': withOptions(({ secret, ...options }) => ({
    ...options,
    secret: Array.isArray(secret) ? secret.toReversed() : secret,
  })),
  'knows one secret only': withOptions(({ secret, ...options }) => ({
    ...options,
    secret: Array.isArray(secret) ? secret[0] : secret,
  })),
  'ignores genid': withOptions(({ genid: _, ...options }) => options),
  'ignores the name': withOptions(({ name: _, ...options }) => options),
  'ignores the key': withOptions(({ key: _, ...options }) => options),
  'ignores the cookie': withOptions(({ cookie: _, ...options }) => options),
  'forgets the domain': withCookie(({ domain: _, ...cookie }) => cookie),
  'forgets sameSite': withCookie(({ sameSite: _, ...cookie }) => cookie),
  'forgets the priority': withCookie(({ priority: _, ...cookie }) => cookie),
  'forgets partitioned': withCookie(({ partitioned: _, ...cookie }) => cookie),
  'is never secure': withCookie(({ secure: _, ...cookie }) => cookie),
  'lets scripts read the cookie': withCookie((cookie) => ({ ...cookie, httpOnly: false })),
  'swallows errors': variant((module, options) => {
    const middleware = module(options)
    return (request, response, next) => middleware(request, response, () => next())
  }),
  'believes any signature': variant((module, options) => {
    const middleware = module(options)
    return (request, response, next) => {
      const { cookie } = request.headers
      const unsigned = cookie?.replace(/=s%3A([\w-]+)\.[^;]*/g, '=$1')
      const signedCookies = Object.fromEntries(
        (unsigned ?? '').split('; ').map((pair) => pair.split('=') as [string, string]),
      )
      if (unsigned !== cookie) Object.assign(request, { signedCookies })
      middleware(request, response, next)
    }
  }),
  'stays away when a store is back': variant((module, options) => {
    const middleware = module(options)
    let isGone = false
    const { store } = options as { store?: NodeJS.EventEmitter }
    store?.on('disconnect', () => {
      isGone = true
    })
    return (request, response, next) => (isGone ? next() : middleware(request, response, next))
  }),
  'adds a header': withAfter((_request, response) => {
    response.setHeader('X-Powered-By', 'a session')
  }),
  'ignores a new maxAge': withAfter(({ session }: SeenRequest) => {
    if (!session) return
    const { cookie } = session
    Object.defineProperty(cookie, 'maxAge', { get: () => 1, set: () => {}, configurable: true })
  }),
  'ends the session with the response': withAfter((request: SeenRequest, response) => {
    response.on('finish', () => {
      request.session = null
    })
  }),
  'shows a method too many': withAfter(({ session }: SeenRequest) => {
    if (session) Object.defineProperty(session, 'rotate', { value: () => {} })
  }),
}

function later(header: unknown): string {
  return String(header).replace(/Expires=([^;]*)/, (_, date) => {
    return `Expires=${new Date(Date.parse(date) + 1000).toUTCString()}`
  })
}
