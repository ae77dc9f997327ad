import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { exchange } from '../../../test/adapters/exchange.ts'
import { away, compress, gate, type Handler, hold, serveHeld } from '../../../test/adapters/held-server.ts'
import { listen } from '../../../test/listen.ts'
import { type HeaderEdits, noEdits, type ResponseFacts } from '../../core/request/request.ts'
import type { MaybePromise } from '../../maybe-promise.ts'

describe('before the headers', () => {
  test('a whole response looks sent to the very end, also while what changed meanwhile is saved', async () => {
    const commit = gate()
    const rest = gate()
    const port = await serveHeld(
      { commit: () => commit.promise, commitRest: () => rest.promise.then(() => {}) },
      async (response) => {
        response.end('ok')
        commit.open()
        await turn()
        if (!response.headersSent) response.statusCode = 500
        rest.open()
      },
    )
    expect(await exchange({ port, path: '/' })).toMatchObject({ status: 200, body: 'ok' })
  })

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
    const port = await serveHeld({ commit }, (response) => {
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
    expect(seen).toEqual([{ status: 201, cacheControl: 'public', isWhole: false, isActivity: true }])
  })

  test('says Vary once, and not beside *', async () => {
    const port = await serveHeld({ commit: () => ({ vary: 'Cookie' }) }, (response, { url }) => {
      response.setHeader('Vary', url === '/star' ? '*' : 'cookie')
      response.end()
    })

    expect(await exchange({ port, path: '/' })).toMatchObject({ headers: { vary: 'cookie' } })
    expect(await exchange({ port, path: '/star' })).toMatchObject({ headers: { vary: '*' } })
  })

  test('a commit that answers at once spends no microtask', async () => {
    const order: string[] = []
    const port = await serveHeld({}, (response) => {
      queueMicrotask(() => order.push('microtask'))
      response.once('prefinish', () => order.push('handed to the socket'))
      response.end('now')
    })
    await exchange({ port, path: '/' })

    expect(order).toEqual(['handed to the socket', 'microtask'])
  })

  test('no byte leaves until the commit is done', async () => {
    const { open, promise } = gate()
    const port = await serveHeld({ commit: () => promise }, (response) => {
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
    const port = await serveHeld({ commit }, (response) => {
      response.writeHead(200)
      response.flushHeaders()
      response.write('a')
      response.end('b')
    })
    await exchange({ port, path: '/' })

    expect(commit).toHaveBeenCalledTimes(1)
  })

  test('an end that Node.js refuses is forgotten: the next call says whether the body is whole', async () => {
    const seen: unknown[] = []
    const commit = ({ isWhole }: ResponseFacts): HeaderEdits => {
      seen.push(isWhole)
      return noEdits
    }
    const port = await serveHeld({ commit }, (response) => {
      response.statusCode = 99
      expect(() => response.end('refused')).toThrow(RangeError)
      response.statusCode = 200
      response.write('first ')
      response.end('last')
    })

    expect(await exchange({ port, path: '/' })).toMatchObject({ body: 'first last' })
    expect(seen).toEqual([false])
  })

  test('what is mounted later may change the head before the commit sees it, and is asked once', async () => {
    const asked: number[] = []
    const seen: number[] = []
    const port = await serveHeld(
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
  const port = await serveHeld({ commit: () => ({ setCookie: ['sid=1'] }), after }, (response) =>
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
      const port = await serveHeld(
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
      hold(response, { commit: () => promise })
      response.end('whole')
      server.close()
      setImmediate(open)
    })
    const { port } = await listen(server)

    expect(await exchange({ port, path: '/' })).toMatchObject({ body: 'whole' })
  })
})

describe('before the last byte', () => {
  test('commits what changed since the headers, and only then ends', async () => {
    const order: string[] = []
    const commitRest = async (): Promise<void> => {
      await turn()
      order.push('rest')
    }
    const port = await serveHeld({ commitRest }, (response) => {
      response.write('first ')
      response.end('last', () => order.push(`ended: ${response.writableEnded}`))
      order.push(`ended: ${response.writableEnded}`)
    })

    expect(await exchange({ port, path: '/' })).toMatchObject({ body: 'first last' })
    expect(order).toEqual(['ended: false', 'rest', 'ended: true'])
  })

  test('also of a response that was held from the start', async () => {
    const commitRest = vi.fn()
    const port = await serveHeld({ commit: async () => noEdits, commitRest }, (response) => {
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
  ])('a failure %s cuts the connection, whether the head was held or not', async (_when, commitRest) => {
    for (const commit of [() => noEdits, async () => noEdits]) {
      const onCommitError = vi.fn()
      const errors: unknown[] = []
      const port = await serveHeld({ commit, commitRest, onCommitError }, (response) => {
        response.write('first ')
        response.end('last', ((error?: Error) => errors.push(error)) as () => void)
      })

      expect(await exchange({ port, path: '/' })).toBe('cut')
      expect(onCommitError).toHaveBeenCalledOnce()
      expect(errors).toEqual([away])
    }
  })
})

describe('a client that hangs up while the response is held', () => {
  test('the commit goes on, callbacks hear of it, nothing is thrown', async () => {
    const { open, promise } = gate()
    const log: string[] = []
    let held: ServerResponse | undefined
    const port = await serveHeld(
      { commit: () => promise.finally(() => log.push('committed')) },
      (response) => {
        held = response
        response.write('part', (error) => log.push(error ? 'write failed' : 'written'))
        response.end('rest')
        response.on('close', () => {
          log.push('closed')
          open({ setCookie: ['sid=1'] })
        })
      },
    )
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
  const port = await serveHeld({ commit }, (response, { url }) => {
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
