import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Middleware, type OnCommitError, session } from '../../src/adapters/express.ts'
import dropIn from '../../src/express-session/index.ts'
import { createSessions, memoryStore } from '../../src/index.ts'
import { slowStore } from '../../src/testing/index.ts'
import { SlowStore } from '../express-session/stores.ts'
import { inProcessStrangers, withoutSocket } from './in-process.ts'
import { httpStrangers } from './over-http.ts'
import { http2Strangers } from './over-http2.ts'
import { handshake, polling } from './over-socket-io.ts'

const secret = 'a secret that is long enough for tests'
/** How late a store answers, in milliseconds. */
const delay = 20

function lateStore(): SlowStore {
  const store = new SlowStore()
  store.gate = () => new Promise((resolve) => setTimeout(resolve, delay))
  return store
}

const recommended = { secret, resave: false, saveUninitialized: false }
const atOnce: [string, () => Middleware][] = [
  ['createSessions, at once', () => session(createSessions({ secret, store: memoryStore() }))],
  ['the drop-in, at once', () => dropIn({ ...recommended, store: new dropIn.MemoryStore() })],
]
const late: [string, (onCommitError?: OnCommitError) => Middleware][] = [
  [
    'createSessions, later',
    (onCommitError) =>
      session(
        createSessions({ secret, store: slowStore(memoryStore(), delay) }),
        onCommitError && { onCommitError },
      ),
  ],
  ['the drop-in, later', () => dropIn({ ...recommended, store: lateStore() })],
]

// No answer is lost, cut or given twice, and its session is there the next time.
describe.each([...atOnce, ...late])('%s', (door, open) => {
  const strangers = [...inProcessStrangers, ...httpStrangers, ...http2Strangers, polling]
  if (door.endsWith('at once')) strangers.push(handshake)

  test.each(strangers)('$name', async ({ visit }) => {
    const middleware = open()
    const first = await visit(middleware)
    const second = await visit(middleware, first.cookie)

    expect(first).toEqual({ status: 200, body: 'views 1', cookie: expect.any(String) })
    expect(second).toMatchObject({ status: 200, body: 'views 2' })
  })
})

// Refused by name at the first request, or passed on as whatever has a session already; never a crash nor a hang.
describe.each([...atOnce, ...late])('%s, and behind it', (_first, openFirst) => {
  test.each([...atOnce, ...late])('%s', async (second, openSecond) => {
    const first = openFirst()
    const behind = openSecond()
    const both: Middleware = (request, response, next) =>
      first(request, response, (error) =>
        error === undefined ? behind(request, response, next) : next(error),
      )
    const visited = withoutSocket.visit(both)

    if (second.startsWith('createSessions')) {
      await expect(visited).rejects.toMatchObject({ code: 'option-invalid' })
      return
    }
    const { cookie, ...seen } = await visited
    expect(seen).toEqual({ status: 200, body: 'views 1' })
    expect(await withoutSocket.visit(both, cookie)).toMatchObject({ status: 200, body: 'views 2' })
  })
})

describe.each(late)('%s, a handshake of Socket.IO', (door, open) => {
  test('reads a session, and saves what changes in it', async () => {
    const middleware = open()
    const { cookie } = await polling.visit(middleware)

    expect(await handshake.visit(middleware, cookie)).toMatchObject({ status: 200, body: 'views 2' })
    await vi.waitFor(async () => {
      expect((await polling.visit(middleware, cookie)).body).toBe('views 3')
    })
  })

  test('is answered without the cookie of a new one, and the app is told', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    onTestFinished(() => warn.mockRestore())
    const onCommitError = vi.fn<OnCommitError>()

    expect(await handshake.visit(open(onCommitError))).toEqual({
      status: 200,
      body: 'views 1',
      cookie: undefined,
    })
    await vi.waitFor(() => {
      if (door.startsWith('createSessions')) {
        const refused = expect.objectContaining({ code: 'headers-sent' })
        expect(onCommitError).toHaveBeenCalledExactlyOnceWith(refused, expect.anything())
      } else {
        expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('upgrade'), {
          code: 'SOJOURN_COOKIE_TOO_LATE',
        })
      }
    })
  })
})
