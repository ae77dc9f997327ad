import { describe, expect, test } from 'vitest'
import { sessionEndpoints } from '../../src/adapters/express.ts'
import session, { MemoryStore } from '../../src/express-session/index.ts'
import type { OwnOptions, SessionOptions } from '../../src/express-session/session-options.ts'
import { minute } from '../durations.ts'
import { Browser, type Handler, type Request, recommended, serve } from './app.ts'
import { SlowStore } from './stores.ts'

const done = (call: (callback: () => void) => unknown): Promise<void> =>
  new Promise((resolve) => call(resolve))

const deeds: Readonly<
  Record<string, (request: Request, response: { write(text: string): void }) => unknown>
> = {
  '/sign-in': ({ session }) => {
    session.name = 'ada'
  },
  '/read': ({ session }) => session.name,
  '/change': ({ session }) => {
    session.count = 1
  },
  '/anew': async (request) => {
    await done((callback) => request.session.regenerate(callback))
    request.session.name = 'bob'
  },
  '/overtaken': async ({ session, headers: { host, cookie = '' } }) => {
    session.name?.toString()
    await fetch(`http://${host}/sign-out`, { headers: { cookie } })
  },
  '/sign-out': (request) => done((callback) => request.session.destroy(callback)),
  '/unset': (request) => Object.assign(request, { session: null }),
  '/streamed': ({ session }, response) => {
    session.name = 'eve'
    response.write('one')
  },
  '/too-late': ({ session }, response) => {
    response.write('one')
    session.name = 'eve'
  },
}

async function open(
  isLate: boolean,
  announce: OwnOptions['announce'],
  options: Partial<SessionOptions> = {},
) {
  const store = isLate ? new SlowStore() : new MemoryStore()
  const middleware = session({
    ...recommended,
    store,
    cookie: { maxAge: 10 * minute },
    sojourn: { announce },
    ...options,
  })
  const handlers = Object.entries(deeds).map(([path, deed]): [string, Handler] => [
    path,
    async (request, response) => {
      const { url = '' } = request
      if (url.includes('?')) response.setHeader('Cache-Control', url.slice(url.indexOf('?') + 1))
      await deed(request, response)
      response.end()
    },
  ])
  const port = await serve(middleware, {
    ...Object.fromEntries(handlers),
    '/session': sessionEndpoints(middleware.sessions) as Handler,
    '/asset': (_request, response) => response.end(),
  })
  const browser = new Browser(port)
  const view = async () => JSON.parse((await browser.get('/session')).body)
  const said = async (path: string) => (await browser.get(path)).headers.get('sojourn-session')
  const send = (method: string, path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { cookie: browser.cookie, origin: `http://127.0.0.1:${port}` },
    })
  return { store, browser, view, said, send }
}

const partsOf = (said: string | null): { id: string; left: number } => {
  const [, id = '', left] = /^active; id=([\w-]+); max-age=(\d+)$/.exec(said ?? '') ?? []
  return { id, left: Number(left) }
}

describe.each([
  ['at once', false],
  ['late', true],
])('over a store that answers %s', (_when, isLate) => {
  test('a stay is named where its cookie is sent, as the endpoints name it, and its end is told', async () => {
    const { said, view, send } = await open(isLate, 'header')
    expect(await said('/read')).toBe('none')
    const names: string[] = []
    for (const path of ['/sign-in', '/change', '/anew', '/streamed']) {
      const { id, left } = partsOf(await said(path))
      const stored = await view()
      expect(id).toBe(stored.id)
      expect(left).toBeGreaterThan(10 * minute - 1000)
      expect(left).toBeLessThanOrEqual(10 * minute)
      names.push(id)
    }
    expect(new Set(names)).toHaveLength(2)
    for (const path of ['/read', '/asset', '/session']) expect(await said(path)).toBeNull()

    const touched = await send('POST', '/session/touch')
    expect(partsOf(touched.headers.get('sojourn-session')).id).toBe(names.at(-1))
    const ended = await send('DELETE', '/session')
    expect(ended.headers.get('sojourn-session')).toBe('none')
    expect(await said('/asset')).toBe('none')
  })

  test('whoever ends it says that there is none; where `req.session = null` keeps what is stored, nothing is said', async () => {
    for (const [unset, says] of [
      ['destroy', 'none'],
      ['keep', null],
    ] as const) {
      const { said } = await open(isLate, 'header', { unset })
      await said('/sign-in')
      expect(await said('/unset')).toBe(says)
      await said('/sign-in')
      expect(await said('/sign-out')).toBe('none')
    }
  })

  test('a session that begins after the headers has no cookie, and is none', async () => {
    const { said, view } = await open(isLate, 'header')
    expect(await said('/too-late')).toBe('none')
    expect(await view()).toMatchObject({ status: 'none' })
  })

  test('no cache repeats it', async () => {
    const { browser } = await open(isLate, 'header')
    const publicly = await browser.get('/read?public')
    expect(publicly.headers.get('sojourn-session')).toBeNull()
    const { headers } = await browser.get('/sign-in?public')
    expect(partsOf(headers.get('sojourn-session')).id).not.toBe('')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('without the option nothing is said', async () => {
    const { said } = await open(isLate, undefined)
    for (const path of ['/read', '/sign-in', '/sign-out', '/session']) expect(await said(path)).toBeNull()
  })
})

test('nothing is said of what could not be stored, read or ended', async () => {
  const { store, said, browser } = await open(true, 'header', { unset: 'destroy' })
  if (!(store instanceof SlowStore)) throw new Error('not late')
  const down = new Error('down')
  store.failing = { set: down }
  expect(await said('/sign-in')).toBeNull()
  browser.cookie = ''
  store.failing = {}
  await said('/sign-in')
  for (const [method, path] of [
    ['set', '/change'],
    ['destroy', '/unset'],
    ['get', '/read'],
  ] as const) {
    store.failing = { [method]: down }
    expect(await said(path)).toBeNull()
  }
})

test.each([
  ['at once', false],
  ['late', true],
])(
  'a cookie that is sent after another request has signed out is of none, over a store that answers %s',
  async (_when, isLate) => {
    const { said } = await open(isLate, 'header', { rolling: true })
    await said('/sign-in')
    expect(await said('/overtaken')).toBe('none')
  },
)

test('a rolling cookie renews what is announced, and costs no call of the store', async () => {
  const calls: string[][] = []
  for (const announce of [false, 'header'] as const) {
    const { store, said } = await open(true, announce, { rolling: true })
    await said('/sign-in')
    const again = await said('/read')
    expect(again !== null).toBe(announce === 'header')
    await said('/anew')
    await said('/sign-out')
    calls.push([...(store instanceof SlowStore ? store.calls : [])])
  }
  expect(calls[1]).toEqual(calls[0])
})
