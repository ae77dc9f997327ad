import express, { type RequestHandler } from 'express'
import { describe, expect, test } from 'vitest'
import { session } from '../../src/adapters/express.ts'
import { createSessions, memoryStore, type SessionStore } from '../../src/index.ts'
import { manualClock } from '../../src/testing/index.ts'
import { minute } from '../durations.ts'
import { type Module, modules, recommended } from '../express-session/app.ts'
import { nextTurnStore } from '../kinds-of-store.ts'
import { openPort } from '../open-port.ts'
import { exchange } from './exchange.ts'

const secret = 'a secret that is long enough for tests'

async function serve(app: express.Express): Promise<number> {
  const port = await openPort(app)
  return port
}

/** The `Set-Cookie` headers of an answer. */
async function setCookies(port: number, path: string, cookie = ''): Promise<string[]> {
  const outcome = await exchange({ port, path, headers: { cookie } })
  return outcome === 'cut' ? ['cut'] : [outcome.headers['set-cookie'] ?? []].flat()
}

/** What the app itself says of the cookie, on a request whose renewal is due. */
async function renewing(
  open: (store: SessionStore) => SessionStore,
  answer: RequestHandler,
): Promise<string[]> {
  const clock = manualClock()
  const sessions = createSessions({
    secret,
    clock,
    store: open(memoryStore({ clock })),
    cookie: { maxAge: 60 * minute },
  })
  const app = express()
    .use(session(sessions))
    .get('/sign-in', (request, response) => {
      Object.assign(request.session, { user: 'ada' })
      response.end()
    })
    .get('/', answer)
  const port = await serve(app)
  const [cookie] = await setCookies(port, '/sign-in')
  clock.advance(30 * minute)
  return setCookies(port, '/', cookie?.split(';')[0])
}

describe.each([
  ['answers at once', (store: SessionStore) => store],
  ['answers later', nextTurnStore],
])('over a store that %s, a due renewal', (_when, open) => {
  const ours = expect.stringMatching(/^sid=.+Max-Age=/)

  test.each<[string, RequestHandler]>([
    ['cleared', (_request, response) => response.clearCookie('sid').end()],
    [
      'cleared, after the session was read',
      (request, response) => {
        expect(request.session.user).toBe('ada')
        response.clearCookie('sid').end()
      },
    ],
    ['replaced', (_request, response) => response.cookie('sid', 'mine').end()],
    [
      'replaced for the folder of the request',
      (_request, response) => response.setHeader('Set-Cookie', 'sid=mine').end(),
    ],
    [
      'cleared by writeHead',
      (_request, response) => response.writeHead(200, { 'Set-Cookie': ['a=b', 'sid=; Path=/'] }).end(),
    ],
  ])('leaves alone a cookie that the app has %s', async (_what, answer) => {
    const sent = await renewing(open, answer)

    expect(sent).not.toContainEqual(ours)
    expect(sent.at(-1)).toMatch(/^sid=/)
  })

  test.each<[string, RequestHandler]>([
    ['another name', (_request, response) => response.clearCookie('side').end()],
    ['another path', (_request, response) => response.clearCookie('sid', { path: '/app' }).end()],
    ['another domain', (_request, response) => response.clearCookie('sid', { domain: 'a.test' }).end()],
  ])('is sent beside a cookie of %s', async (_what, answer) => {
    expect(await renewing(open, answer)).toEqual([expect.any(String), ours])
  })

  test('a new sid is told all the same', async () => {
    const sent = await renewing(open, async (request, response) => {
      response.clearCookie('sid')
      await request.session.regenerate()
      Object.assign(request.session, { user: 'eve' })
      response.end()
    })

    expect(sent).toEqual([expect.any(String), ours])
  })
})

test('the drop-in says of its cookie what express-session says, also where the app has cleared it', async () => {
  const answers = await Promise.all(
    Object.values(modules).map(async (module: Module) => {
      const app = express()
        .use(module({ ...recommended, rolling: true, cookie: { maxAge: 60 * minute } }) as RequestHandler)
        .get('/sign-in', (request, response) => {
          Object.assign(request.session, { user: 'ada' })
          response.end()
        })
        .get('/clear', (_request, response) => response.clearCookie('connect.sid').end())
        .get('/end', (request, response) => {
          request.session.destroy(() => response.clearCookie('connect.sid').end())
        })
      const port = await serve(app)
      const [cookie] = await setCookies(port, '/sign-in')
      const sent = [
        ...(await setCookies(port, '/clear', cookie?.split(';')[0])),
        ...(await setCookies(port, '/end', cookie?.split(';')[0])),
      ]
      return sent.map((each) => each.replace(/=s%3A[^;]+/, '=SID').replace(/Expires=[^;]+/, 'Expires=LATER'))
    }),
  )

  expect(answers[1]).toEqual(answers[0])
})
