import { readFileSync } from 'node:fs'
import express, { type NextFunction, type Request, type Response } from 'express'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { loadSession, session, sessionEndpoints } from '../src/adapters/express.ts'
import dropIn from '../src/express-session/index.ts'
import type { OwnOptions } from '../src/express-session/session-options.ts'
import {
  createSessions,
  memoryStore,
  SessionError,
  type SessionErrorCode,
  type SessionsOptions,
} from '../src/index.ts'
import { aroundStore } from '../src/testing/around-store.ts'
import { exchange } from './adapters/exchange.ts'
import { secret } from './app.ts'
import { cookieIn } from './cookie-jar.ts'
import { SlowStore } from './express-session/stores.ts'
import { openPort } from './open-port.ts'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  return () => vi.restoreAllMocks()
})

/** What the guide promises: the status of each code. */
const guide = readFileSync(new URL('../../../docs/guide/server.md', import.meta.url), 'utf8')
const documented = new Map(
  [...guide.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm)].map(([, code = '', status]) => [
    code,
    Number(status),
  ]),
)

/** How a handler comes to the error. */
interface Case {
  readonly options?: Partial<SessionsOptions>
  /** `meanwhile` is another request of the same browser. */
  readonly deed: (
    request: Request,
    response: Response,
    meanwhile: (path: string) => Promise<unknown>,
  ) => unknown
  /** The browser that asks has no session. */
  readonly isNewcomer?: boolean
  /** The handler hears of it, and with it who handles its errors. */
  readonly isThrown?: boolean
}

const write = ({ session }: Request): unknown => Object.assign(session, { count: 1 })

/** The store fails so when the handler writes. */
function failing(error: Error): Case {
  let isDown = false
  const store = aroundStore(memoryStore(), (method, _args, call) => {
    if (isDown && method === 'write') throw error
    return call()
  })
  const deed = (request: Request): unknown => {
    isDown = true
    return write(request)
  }
  return { options: { store }, deed }
}

function stored(): Case {
  let isStrict = false
  const user = z
    .string()
    .optional()
    .refine((name) => !isStrict || name === undefined)
  const deed = (): void => {
    isStrict = true
  }
  return {
    options: {
      resave: true,
      schema: z.looseObject({ user }) as never,
      expose: (({ user }: object & { user?: string }) => user) as never,
    },
    deed,
  }
}

const oneOfTwo = z
  .looseObject({ count: z.number().optional(), other: z.boolean().optional() })
  .refine(({ count, other }) => count === undefined || other === undefined)

// A record, so that a code that is missing here does not compile.
const cases: Record<SessionErrorCode, () => Case> = {
  'option-invalid': () => ({ options: { genid: () => 'short' }, deed: write, isNewcomer: true }),
  'store-unavailable': () => failing(new Error('down')),
  'store-full': () => ({
    options: { store: memoryStore({ max: 1 }), subject: () => 'ada' },
    deed: write,
    isNewcomer: true,
  }),
  'session-busy': () => failing(new SessionError('session-busy', 'A hundred calls wait.')),
  'record-invalid': stored,
  'data-invalid': () => ({
    options: { schema: z.looseObject({ count: z.number().max(0).optional() }) as never },
    deed: write,
  }),
  'not-json': () => ({ deed: ({ session }) => Object.assign(session, { big: 1n }) }),
  'reserved-key': () => ({
    deed: ({ session }) => Object.defineProperty(session, 'save', { value: 1, enumerable: true }),
  }),
  'session-gone': () => ({
    async deed(request, _response, meanwhile) {
      write(request)
      await meanwhile('/sign-out')
    },
  }),
  'session-revoked': () => {
    const store = memoryStore()
    return {
      options: { store, subject: () => 'ada' },
      deed(request) {
        write(request)
        store.deleteSubject('ada')
      },
      isNewcomer: true,
    }
  },
  'session-conflict': () => ({
    options: { schema: oneOfTwo as never },
    async deed(request, _response, meanwhile) {
      write(request)
      await meanwhile('/other')
    },
  }),
  'insecure-connection': () => ({ options: { cookie: { secure: true } }, deed: write, isNewcomer: true }),
  'headers-sent': () => ({
    isThrown: true,
    async deed({ session }, response) {
      response.flushHeaders()
      await session.rotate()
    },
  }),
  'not-loaded': () => ({ options: { lazy: true }, isThrown: true, deed: ({ session }) => session.user }),
}

/** The app of a case, with one browser. Its handler is asked at `/page`, and stands before the endpoints at `/session`. */
async function serve({ options, deed, isNewcomer = false }: Case) {
  const errors: unknown[] = []
  let cookie: string | undefined
  const sessions = createSessions({ secret, ...options })
  const ask = async (path: string, isKnown = true) => {
    const answer = await exchange({ port, path, headers: isKnown && cookie ? { cookie } : {} })
    return answer === 'cut' ? undefined : answer
  }
  const doing = async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    await deed(request, response, ask)
    next()
  }
  const app = express()
    .use(session(sessions))
    .get('/sign-in', async (request, response) => {
      await loadSession(request)
      request.session.user = 'ada'
      response.end()
    })
    .get('/sign-out', ({ session }, response) => void session.destroy().then(() => response.end()))
    .get('/other', ({ session }, response) => {
      session.other = true
      response.end()
    })
    .get('/page', doing, (_request, response) => response.end('page'))
    .use('/session', doing, sessionEndpoints(sessions, { onError: () => {} }))
    .use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
      errors.push(error)
      response.end()
    })
  const port = await openPort(app)
  const signedIn = await ask('/sign-in')
  cookie = cookieIn(signedIn?.headers['set-cookie'])
  return { errors, ask: (path: string) => ask(path, !isNewcomer) }
}

test('the guide names every code, and no other', () => {
  expect([...documented.keys()].sort()).toEqual(Object.keys(cases).sort())
})

const [thrown = [], answered = []] = [true, false].map((isThrown) =>
  Object.entries(cases).filter(([, open]) => (open().isThrown ?? false) === isThrown),
)

describe.each(answered)('%s', (code, open) => {
  const status = documented.get(code)
  test.each(['/page', '/session'])('is what the answer of %s carries', async (path) => {
    const { ask } = await serve(open())
    const answer = await ask(path)
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ code, status })
    expect(answer).toMatchObject({ status, headers: { 'content-type': 'application/problem+json' } })
    expect(answer?.headers['retry-after']).toBe(status === 503 ? '1' : undefined)
  })
})

test.each(thrown)('%s goes to who handles errors', async (code, open) => {
  const { ask, errors } = await serve(open())
  await ask('/page')
  expect(errors).toMatchObject([{ code, status: documented.get(code) }])
})

test.each<[string, OwnOptions]>([
  ['not-json', { expose: () => ({ big: 1n }) as never }],
  ['store-unavailable', { storeTimeout: 1 }],
])('%s is what the endpoints of the drop-in answer', async (code, sojourn) => {
  const store = new SlowStore()
  const middleware = dropIn({ secret, store, resave: false, saveUninitialized: false, sojourn })
  const app = express()
    .use('/session', sessionEndpoints(middleware.sessions as never, { onError: () => {} }))
    .use(middleware)
    .get('/', ({ session }, response) => {
      Object.assign(session, { name: 'ada' })
      response.end()
    })
  const port = await openPort(app)
  const signedIn = await exchange({ port, path: '/' })
  const cookie = signedIn === 'cut' ? '' : cookieIn(signedIn.headers['set-cookie'])
  if (sojourn.storeTimeout) store.gate = () => new Promise(() => {})
  const answer = await exchange({ port, path: '/session', headers: { cookie: cookie ?? '' } })
  expect(JSON.parse(answer === 'cut' ? '' : answer.body)).toMatchObject({
    code,
    status: documented.get(code),
  })
})
