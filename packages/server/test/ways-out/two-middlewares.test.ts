import express, { type NextFunction, type Request, type Response } from 'express'
import { describe, expect, test } from 'vitest'
import { loadSession, type Middleware, session, sessionEndpoints } from '../../src/adapters/express.ts'
import dropIn, { MemoryStore } from '../../src/express-session/index.ts'
import { createSessions, memoryStore, type Sessions, type SessionsOptions } from '../../src/index.ts'
import { slowStore } from '../../src/testing/index.ts'
import { exchangeAs } from '../adapters/exchange.ts'
import { CookieJar } from '../cookie-jar.ts'
import { SlowStore } from '../express-session/stores.ts'
import { openPort } from '../open-port.ts'

const secret = 'a secret that is long enough for tests'

interface Made {
  readonly middleware: Middleware
  readonly sessions: Sessions<unknown>
}

type Make = (name: string, isLate: boolean, path?: string) => Made

const engine: Make = (name, isLate, path = '/') => {
  const store = isLate ? slowStore(memoryStore(), 1) : memoryStore()
  const sessions = createSessions({ secret, name, store, cookie: { path } })
  return { middleware: session(sessions), sessions }
}

const dropInDoor: Make = (name, isLate, path = '/') => {
  const store = isLate ? new SlowStore() : new MemoryStore()
  const middleware = dropIn({
    secret,
    name,
    resave: false,
    saveUninitialized: false,
    unset: 'destroy',
    cookie: { path },
    store,
  })
  return { middleware, sessions: middleware.sessions }
}

const makes = { createSessions: engine, 'the drop-in': dropInDoor } as const
const names = ['createSessions', 'the drop-in'] as const
const pairs = names.flatMap((first) =>
  names.flatMap((second) => [false, true].map((isLate) => ({ first, second, isLate }))),
)

type Step = (request: Request) => unknown

const between: Readonly<Record<string, Step>> = {
  nothing: () => {},
  destroy: ({ session }) => new Promise<void>((resolve) => session?.destroy?.(() => resolve()) ?? resolve()),
  null: (request) => Object.assign(request, { session: null }),
  delete: (request) => Reflect.deleteProperty(request, 'session'),
}

/** Two middlewares with a step between them, and a page that counts in `req.session`. */
async function serve(...steps: (Middleware | [string, Middleware])[]) {
  const app = express()
  for (const step of steps) {
    if (Array.isArray(step)) app.use(...step)
    else app.use(step)
  }
  app.use(({ session }: Request, response: Response) => {
    if (session) session.count = Number(session.count ?? 0) + 1
    response.json(session ? session.count : 'none')
  })
  app.use((error: { code?: string }, _request: Request, response: Response, _next: NextFunction) => {
    response.status(500).json(error.code ?? String(error))
  })
  const port = await openPort(app)
  const jar = new CookieJar()
  return {
    jar,
    async ask(path: string, method = 'GET', headers = {}): Promise<string> {
      const { body } = await exchangeAs(jar, { port, path, method, headers })
      return body
    },
  }
}

function doing(step: Step): Middleware {
  return async (request, _response, next) => {
    await step(request as Request)
    next()
  }
}

describe.each(pairs)('$first, then $second (late: $isLate)', ({ first, second, isLate }) => {
  const open = (path = '/') => [makes[first]('a', isLate, path), makes[second]('b', isLate, path)] as const

  test.each(Object.entries(between))(
    'with %s between them every request is answered',
    async (_what, step) => {
      const [one, other] = open()
      const { ask, jar } = await serve(one.middleware, doing(step), other.middleware)
      const answers = [await ask('/'), await ask('/'), await ask('/')]
      if (second === 'createSessions') expect(answers).toEqual(Array(3).fill('"option-invalid"'))
      else if (step === between.nothing) {
        expect(answers).toEqual(['1', '2', '3'])
        expect([...jar.keys()]).toEqual(['a'])
      } else if (first === 'createSessions') {
        // It has the request, and its session is over.
        expect(answers).toEqual(Array(3).fill('"none"'))
      } else {
        expect(answers).toEqual(['1', '2', '3'])
        expect([...jar.keys()]).toEqual(['b'])
      }
    },
  )

  test('each on a path of its own has its own session', async () => {
    const one = makes[first]('a', isLate, '/a')
    const other = makes[second]('b', isLate, '/b')
    const { ask, jar } = await serve(one.middleware, other.middleware)
    expect([await ask('/a'), await ask('/a'), await ask('/b'), await ask('/c')]).toEqual([
      '1',
      '2',
      '1',
      '"none"',
    ])
    expect([...jar.keys()].sort()).toEqual(['a', 'b'])
  })

  test('in a router below, the first one keeps its session elsewhere', async () => {
    const [one, other] = open()
    const { ask } = await serve(one.middleware, ['/below', other.middleware])
    expect([await ask('/'), await ask('/')]).toEqual(['1', '2'])
    expect(await ask('/below')).toBe(second === 'createSessions' ? '"option-invalid"' : '3')
  })

  test("the endpoints of the other one touch nothing of the first one's", async () => {
    const [one, other] = open()
    const { ask, jar } = await serve(one.middleware, ['/session', sessionEndpoints(other.sessions as never)])
    expect(await ask('/')).toBe('1')
    for (const [path, method] of [
      ['/session', 'GET'],
      ['/session/touch', 'POST'],
      ['/session', 'DELETE'],
      ['/session/nowhere', 'GET'],
    ] as const) {
      expect(JSON.parse(await ask(path, method))).toMatchObject({
        status: path.endsWith('nowhere') ? 404 : 'none',
      })
    }
    expect([await ask('/'), [...jar.keys()]]).toEqual(['2', ['a']])
  })

  test('the endpoints of both serve both', async () => {
    const one = makes[first]('a', isLate, '/')
    const other = makes[second]('b', isLate, '/b')
    const { ask } = await serve(
      ['/b', other.middleware],
      ['/a', one.middleware],
      ['/session', sessionEndpoints(one.sessions as never)],
      ['/b-session', sessionEndpoints(other.sessions as never)],
    )
    expect([await ask('/a'), await ask('/b')]).toEqual(['1', '1'])
    expect(JSON.parse(await ask('/session'))).toMatchObject({ status: 'active' })
  })
})

describe.each(names)('%s mounted twice', (name) => {
  test.each([false, true])('is one (late: %s)', async (isLate) => {
    const { middleware } = makes[name]('a', isLate)
    const { ask, jar } = await serve(middleware, middleware, ['/below', middleware])
    expect([await ask('/'), await ask('/below'), await ask('/')]).toEqual(['1', '2', '3'])
    expect([...jar.keys()]).toEqual(['a'])
  })

  test.each([false, true])('answers after a destroy between (late: %s)', async (isLate) => {
    const { middleware } = makes[name]('a', isLate)
    const { ask } = await serve(middleware, doing(between.destroy as Step), middleware)
    expect([await ask('/'), await ask('/')]).toEqual(
      name === 'createSessions' ? ['"none"', '"none"'] : ['1', '1'],
    )
  })
})

test('a session that is not loaded yet is in nobody’s way', async () => {
  const options: SessionsOptions = { secret, store: slowStore(memoryStore(), 1), lazy: true }
  const { middleware } = dropInDoor('b', false)
  const { ask } = await serve(
    session(createSessions(options)),
    middleware,
    doing((request) => loadSession(request)),
  )
  expect([await ask('/'), await ask('/')]).toEqual(['1', '2'])
})
