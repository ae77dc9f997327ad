import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { exchange } from '../../../test/adapters/exchange.ts'
import { kindsOfStore } from '../../../test/kinds-of-store.ts'
import { openPort } from '../../../test/open-port.ts'
import { systemClock } from '../../clock.ts'
import { createSessions } from '../../index.ts'
import type { SessionOf } from '../../session/session.ts'
import { session } from '../express.ts'

interface Data {
  user?: string
  count?: number
}
type Request = IncomingMessage & { session?: SessionOf<Data> | Data | null }

function property(request: Request, value: Data): void {
  Object.defineProperty(request, 'session', { value, writable: true, configurable: true, enumerable: true })
}

/** What code does that knows nothing of an accessor: `req.session` is a plain property then. */
const replacements: [string, (request: Request) => void][] = [
  [
    'deleted and assigned',
    (request) => {
      delete request.session
      request.session = { user: 'bob' }
    },
  ],
  ['defined anew', (request) => property(request, { user: 'bob' })],
]

describe.each(kindsOfStore)('over %s', (_kind, createStore) => {
  /** A server that signs ann in at `/sign-in`, shows the data at `/data`, and else does what the test does. */
  async function serve(handle: (request: Request, sendByte: () => Promise<void>) => Promise<unknown>) {
    const sessions = createSessions({
      secret: 'a secret that is long enough for tests',
      store: createStore(systemClock),
    })
    const middleware = session(sessions)
    const port = await openPort((request: Request, response) => {
      middleware(request, response, async () => {
        if (request.url === '/data') return response.end(JSON.stringify(request.session))
        if (request.url === '/sign-in') {
          Object.assign(request.session ?? {}, { user: 'ann' })
          return response.end()
        }
        const seen = await handle(
          request,
          () => new Promise((resolve) => void response.write(' ', () => resolve())),
        )
        return response.end(JSON.stringify(seen))
      })
    })
    let cookie = ''
    const get = async (path: string): Promise<unknown> => {
      const answer = await exchange({ port, path, headers: { cookie } })
      if (answer === 'cut') return answer
      const [pair] = answer.headers['set-cookie'] ?? []
      cookie = pair?.split(';')[0] ?? cookie
      return answer.body.trim() === '' ? undefined : JSON.parse(answer.body)
    }
    await get('/sign-in')
    return get
  }

  describe.each(replacements)('req.session that is %s', (_how, replace) => {
    test('is what is stored', async () => {
      const get = await serve(async (request) => replace(request))
      await get('/')
      expect(await get('/data')).toEqual({ user: 'bob' })
    })

    test('has its methods again after the first byte, and is still what is stored', async () => {
      const get = await serve(async (request, sendByte) => {
        replace(request)
        await sendByte()
        const { session } = request
        if (!session || !('save' in session)) return 'no methods'
        session.count = 1
        await session.save()
        return session
      })
      expect(await get('/')).toEqual({ user: 'bob', count: 1 })
      expect(await get('/data')).toEqual({ user: 'bob', count: 1 })
    })

    test('after the first byte is stored before the last', async () => {
      const get = await serve(async (request, sendByte) => {
        await sendByte()
        replace(request)
      })
      await get('/')
      expect(await get('/data')).toEqual({ user: 'bob' })
    })
  })

  test('req.session that is deleted is unset, before and after the first byte', async () => {
    const get = await serve(async (request, sendByte) => {
      delete request.session
      await sendByte()
      return ['session' in request, request.session]
    })
    expect(await get('/')).toEqual([true, null])
    expect(await get('/data')).toEqual({})
  })
})
