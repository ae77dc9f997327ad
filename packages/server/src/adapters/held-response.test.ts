import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import compression from 'compression'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { exchange } from '../../test/adapters/exchange.ts'
import { listen } from '../../test/adapters/hosts.ts'
import { type HeaderEdits, noEdits, type ResponseFacts } from '../core/request.ts'
import { SessionError } from '../errors.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { OnCommitError } from './commit-failure.ts'
import { holdResponse } from './held-response.ts'

type Handler = (response: ServerResponse, request: IncomingMessage) => void

interface Setup {
  readonly commit?: (facts: ResponseFacts) => MaybePromise<HeaderEdits>
  readonly commitRest?: () => MaybePromise<void>
  readonly onCommitError?: OnCommitError
  /** What is mounted before and after. */
  readonly before?: Handler
  readonly after?: Handler
}

const closes: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closes.splice(0)) await close()
})

/** A server whose responses are held; the answer is its port. */
async function serve(setup: Setup, handler: Handler): Promise<number> {
  const { commit = () => noEdits, commitRest = () => {}, onCommitError = () => undefined } = setup
  const server = createServer((request, response) => {
    setup.before?.(response, request)
    holdResponse(response, { commit, commitRest }, onCommitError)
    setup.after?.(response, request)
    handler(response, request)
  })
  const { port, close } = await listen(server)
  closes.push(close)
  return port
}

const compress: Handler = (response, request) =>
  compression({ threshold: 0 })(request as never, response as never, () => {})
const gate = (): {
  open: (edits?: HeaderEdits) => void
  fail: (error: unknown) => void
  promise: Promise<HeaderEdits>
} => {
  let open: (edits: HeaderEdits) => void = () => {}
  let fail: (error: unknown) => void = () => {}
  const promise = new Promise<HeaderEdits>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  return { open: (edits = noEdits) => open(edits), fail, promise }
}
const away = new SessionError('store-unavailable', 'redis://user:secret@10.0.0.7 refused')

describe('before the headers', () => {
  test('adds what the commit decided to what the app set', async () => {
    const edits: HeaderEdits = {
      setCookie: ['sid=1'],
      cacheControl: 'no-store',
      vary: 'Cookie',
      announcement: 'none',
    }
    const seen: ResponseFacts[] = []
    const commit = (facts: ResponseFacts): HeaderEdits => {
      seen.push(facts)
      return edits
    }
    const port = await serve({ commit }, (response) => {
      response.setHeader('Set-Cookie', 'theme=dark')
      response.setHeader('Vary', 'Accept')
      response.writeHead(201, { 'Cache-Control': 'public' }).end('ok')
    })

    expect(await exchange({ port, path: '/' })).toMatchObject({
      status: 201,
      headers: {
        'set-cookie': ['theme=dark', 'sid=1'],
        'cache-control': 'no-store',
        vary: 'Accept, Cookie',
        'sojourn-session': 'none',
      },
    })
    expect(seen).toEqual([{ status: 201, cacheControl: 'public' }])
  })

  test('says Vary once, and not beside *', async () => {
    const port = await serve({ commit: () => ({ vary: 'Cookie' }) }, (response, { url }) => {
      response.setHeader('Vary', url === '/star' ? '*' : 'cookie')
      response.end()
    })

    expect(await exchange({ port, path: '/' })).toMatchObject({ headers: { vary: 'cookie' } })
    expect(await exchange({ port, path: '/star' })).toMatchObject({ headers: { vary: '*' } })
  })

  test('a commit that answers at once spends no microtask', async () => {
    const order: string[] = []
    const port = await serve({}, (response) => {
      queueMicrotask(() => order.push('microtask'))
      response.once('prefinish', () => order.push('handed to the socket'))
      response.end('now')
    })
    await exchange({ port, path: '/' })

    expect(order).toEqual(['handed to the socket', 'microtask'])
  })

  test('no byte leaves until the commit is done', async () => {
    const { open, promise } = gate()
    const port = await serve({ commit: () => promise }, (response) => {
      response.writeContinue()
      response.write('held')
      response.end()
    })
    const socket = connect(port, '127.0.0.1').setEncoding('latin1')
    let received = ''
    socket.on('data', (bytes) => {
      received += bytes
    })
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    await once(socket, 'data')
    for (let turns = 0; turns < 20; turns++) await turn()
    expect(received).toBe('HTTP/1.1 100 Continue\r\n\r\n')

    open({ setCookie: ['sid=1'] })
    await once(socket, 'close')
    expect(received).toMatch(/Continue\r\n\r\nHTTP\/1.1 200 OK\r\nSet-Cookie: sid=1\r\n.*held/s)
  })

  test('commits once, whatever is called', async () => {
    const commit = vi.fn(() => noEdits)
    const port = await serve({ commit }, (response) => {
      response.writeHead(200)
      response.flushHeaders()
      response.write('a')
      response.end('b')
    })
    await exchange({ port, path: '/' })

    expect(commit).toHaveBeenCalledTimes(1)
  })

  test('what is mounted later may change the head before the commit sees it, and is asked once', async () => {
    const asked: number[] = []
    const seen: number[] = []
    const port = await serve(
      {
        commit: ({ status }) => {
          seen.push(status)
          return noEdits
        },
        after(response) {
          const { writeHead } = response
          response.writeHead = function (this: ServerResponse, status: number) {
            asked.push(status)
            return writeHead.call(this, 203)
          } as typeof writeHead
        },
      },
      (response) => response.end('changed'),
    )

    expect(await exchange({ port, path: '/' })).toMatchObject({
      status: 203,
      headers: { 'content-length': '7' },
    })
    expect({ asked, seen }).toEqual({ asked: [200], seen: [203] })
  })
})

test('a writeHead that somebody later put over ours and keeps to himself is no way around the commit', async () => {
  const after: Handler = (response) => {
    response.writeHead = () => response
  }
  const port = await serve({ commit: () => ({ setCookie: ['sid=1'] }), after }, (response) =>
    response.end('ok'),
  )

  expect(await exchange({ port, path: '/' })).toMatchObject({
    body: 'ok',
    headers: { 'set-cookie': ['sid=1'] },
  })
})

describe('a write while held', () => {
  test.each(['nowhere', 'before', 'after'] as const)(
    'answers false and drains, compression %s',
    async (where) => {
      const answers: boolean[] = []
      const { open, promise } = gate()
      const port = await serve(
        { commit: () => promise, ...(where !== 'nowhere' && { [where]: compress }) },
        (response) => {
          response.setHeader('Content-Type', 'text/plain')
          answers.push(response.write('one '))
          if (answers[0]) response.end('two')
          else response.once('drain', () => response.end('two'))
          setImmediate(open)
        },
      )

      expect(await exchange({ port, path: '/', headers: { 'accept-encoding': 'gzip' } })).toMatchObject({
        body: 'one two',
      })
      // compression takes it into a stream of its own, when it is the first to see it.
      if (where !== 'after') expect(answers).toEqual([false])
    },
  )

  test('is not held against server.close()', async () => {
    const { open, promise } = gate()
    const server = createServer((_request, response) => {
      holdResponse(response, { commit: () => promise, commitRest() {} }, () => undefined)
      response.end('whole')
      server.close()
      setImmediate(open)
    })
    const { port } = await listen(server)

    expect(await exchange({ port, path: '/' })).toMatchObject({ body: 'whole' })
  })
})

describe('when the commit fails', () => {
  const failing = {
    'at once': (): never => {
      throw away
    },
    later: () => Promise.reject(away),
  }

  describe.each(Object.entries(failing))('%s', (_when, commit) => {
    test.each(['nowhere', 'before', 'after'] as const)(
      'answers a problem that leaks nothing, compression %s',
      async (where) => {
        const onCommitError = vi.fn()
        const port = await serve(
          { commit, onCommitError, ...(where !== 'nowhere' && { [where]: compress }) },
          (response) => {
            response.setHeader('Set-Cookie', 'signed-in=yes')
            response.setHeader('Content-Type', 'text/html')
            response.setHeader('Content-Length', 8)
            response.statusMessage = 'Welcome'
            response.end('Welcome!')
          },
        )
        const answer = await exchange({ port, path: '/', headers: { 'accept-encoding': 'gzip' } })

        expect(answer).toMatchObject({
          status: 503,
          phrase: 'Service Unavailable',
          headers: {
            'content-type': 'application/problem+json',
            'cache-control': 'no-store',
            'retry-after': '1',
          },
        })
        expect(answer).not.toHaveProperty('headers.set-cookie')
        expect(JSON.parse(answer === 'cut' ? '' : answer.body)).toMatchObject({
          status: 503,
          code: 'store-unavailable',
        })
        expect(JSON.stringify(answer)).not.toContain('secret')
        expect(onCommitError).toHaveBeenCalledExactlyOnceWith(away, expect.objectContaining({ url: '/' }))
      },
    )

    test('keeps the headers that were there on entry', async () => {
      const before: Handler = (response) =>
        response.setHeader('Content-Security-Policy', "default-src 'none'")
      const port = await serve({ commit, before }, (response) => response.setHeader('X-Mine', 'x').end())
      const answer = await exchange({ port, path: '/' })

      expect(answer).toMatchObject({ headers: { 'content-security-policy': "default-src 'none'" } })
      expect(answer).not.toHaveProperty('headers.x-mine')
    })

    test('onCommitError shapes the answer', async () => {
      const onCommitError: OnCommitError = (error, request) => ({
        headers: { 'Content-Type': 'text/plain', 'X-For': request.url ?? '' },
        body: error instanceof SessionError ? error.code : '',
      })
      const port = await serve({ commit, onCommitError }, (response) => response.end('Welcome!'))

      expect(await exchange({ port, path: '/page' })).toMatchObject({
        status: 503,
        headers: { 'content-type': 'text/plain', 'x-for': '/page' },
        body: 'store-unavailable',
      })
    })

    test('an onCommitError that throws is replaced by the default', async () => {
      const log = vi.spyOn(console, 'error').mockImplementation(() => {})
      const onCommitError: OnCommitError = () => {
        throw new Error('no template')
      }
      const port = await serve({ commit, onCommitError }, (response) => response.end('Welcome!'))

      expect(await exchange({ port, path: '/' })).toMatchObject({ status: 503 })
      expect(log).toHaveBeenCalledOnce()
      log.mockRestore()
    })

    test('an answer of onCommitError that Node.js refuses cuts the connection', async () => {
      const log = vi.spyOn(console, 'error').mockImplementation(() => {})
      const onCommitError: OnCommitError = () => ({ headers: { 'no name': 'x' } })
      const port = await serve({ commit, onCommitError }, (response) => response.end('Welcome!'))

      expect(await exchange({ port, path: '/' })).toBe('cut')
      expect(log).toHaveBeenCalledOnce()
      log.mockRestore()
    })

    test('what is written all the same is dropped, with an error, and its source runs dry', async () => {
      const errors: unknown[] = []
      const port = await serve({ commit }, (response) => {
        const late = (): void => {
          response.write('LATE', (error) => errors.push(error))
          response.end('LATER', () => {})
        }
        if (response.write('PART', (error) => errors.push(error))) late()
        else response.once('drain', late)
      })
      const answer = await exchange({ port, path: '/' })
      await turn()

      expect(answer).toMatchObject({ status: 503 })
      expect(JSON.stringify(answer)).not.toMatch(/PART|LATE/)
      expect(errors).toEqual([away, away])
    })

    test('the connection goes on', async () => {
      const port = await serve({ commit }, (response) => response.end('Welcome!'))
      const socket = connect(port, '127.0.0.1')
      socket.write(
        'GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      )

      expect((await text(socket)).match(/HTTP\/1.1 503/g)).toHaveLength(2)
    })
  })

  test('an error without a status is a 500', async () => {
    const commit = (): never => {
      throw new Error('disk full')
    }
    const port = await serve({ commit }, (response) => response.end())

    expect(await exchange({ port, path: '/' })).toMatchObject({ status: 500 })
  })
})

describe('before the last byte', () => {
  test('commits what changed since the headers, and only then ends', async () => {
    const order: string[] = []
    const commitRest = async (): Promise<void> => {
      await turn()
      order.push('rest')
    }
    const port = await serve({ commitRest }, (response) => {
      response.write('first ')
      response.end('last', () => order.push('ended'))
      order.push(`ended: ${response.writableEnded}`)
    })

    expect(await exchange({ port, path: '/' })).toMatchObject({ body: 'first last' })
    expect(order).toEqual(['ended: true', 'rest', 'ended'])
  })

  test('also of a response that was held from the start', async () => {
    const commitRest = vi.fn()
    const port = await serve({ commit: async () => noEdits, commitRest }, (response) => {
      response.write('first ')
      response.end('last')
    })
    await exchange({ port, path: '/' })

    expect(commitRest).toHaveBeenCalledOnce()
  })

  test.each([
    [
      'at once',
      (): never => {
        throw away
      },
    ],
    ['later', () => Promise.reject(away)],
  ])('a failure %s cuts the connection', async (_when, commitRest) => {
    const onCommitError = vi.fn()
    const errors: unknown[] = []
    const port = await serve({ commitRest, onCommitError }, (response) => {
      response.write('first ')
      response.end('last', ((error?: Error) => errors.push(error)) as () => void)
    })

    expect(await exchange({ port, path: '/' })).toBe('cut')
    expect(onCommitError).toHaveBeenCalledOnce()
    expect(errors).toEqual([away])
  })
})

describe('a client that hangs up while the response is held', () => {
  test('the commit goes on, callbacks hear of it, nothing is thrown', async () => {
    const { open, promise } = gate()
    const log: string[] = []
    let held: ServerResponse | undefined
    const port = await serve({ commit: () => promise.finally(() => log.push('committed')) }, (response) => {
      held = response
      response.write('part', (error) => log.push(error ? 'write failed' : 'written'))
      response.end('rest')
      response.on('close', () => {
        log.push('closed')
        open({ setCookie: ['sid=1'] })
      })
    })
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await vi.waitFor(() => expect(held).toBeDefined())
    socket.destroy()
    await vi.waitFor(() => expect(log).toContain('write failed'))

    expect(log).toEqual(['closed', 'committed', 'write failed'])
  })
})

test('answers on one connection keep their order, held or not', async () => {
  const { open, promise } = gate()
  const commit = vi
    .fn<() => MaybePromise<HeaderEdits>>()
    .mockReturnValueOnce(promise)
    .mockReturnValue(noEdits)
  const port = await serve({ commit }, (response, { url }) => {
    response.end(`answer to ${url}`)
    if (url === '/second') open()
  })
  const socket = connect(port, '127.0.0.1')
  socket.write(
    'GET /first HTTP/1.1\r\nHost: x\r\n\r\nGET /second HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  )

  expect((await text(socket)).match(/answer to \S+?(?=HTTP|$)/g)).toEqual([
    'answer to /first',
    'answer to /second',
  ])
})
