import { createServer, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import { describe, expect, test, vi } from 'vitest'
import { exchange } from '../../../test/adapters/exchange.ts'
import { away, gate, hold, serveHeld } from '../../../test/adapters/held-server.ts'
import { listen } from '../../../test/listen.ts'
import { type HeaderEdits, noEdits } from '../../core/request/request.ts'

/** A commit that is done in a moment. */
const later = (): Promise<HeaderEdits> => new Promise((resolve) => void setImmediate(resolve, noEdits))

/** What middleware mounted before adds to a response. */
type Added = ServerResponse & { flush(): void; __(word: string): string }

describe('who waits for the end of a held response', () => {
  test('waits for its last byte, also where the waiting begins after the end', async () => {
    const { open, promise } = gate()
    const order: string[] = []
    const port = await serveHeld({ commit: () => promise.finally(() => order.push('saved')) }, (response) => {
      response.end('whole')
      order.push(`ended: ${response.writableEnded}, finished: ${response.finished}`)
      void finished(response).then(() => order.push(`ended: ${response.writableEnded}`))
      setImmediate(open)
    })
    await exchange({ port, path: '/' })

    await vi.waitFor(() => expect(order).toHaveLength(3))
    expect(order).toEqual(['ended: false, finished: false', 'saved', 'ended: true'])
  })

  test('does so while what changed after the headers is saved', async () => {
    const { open, promise } = gate()
    const seen: boolean[] = []
    const port = await serveHeld({ commitRest: () => promise.then(() => {}) }, (response) => {
      response.write('first ')
      response.end('last')
      seen.push(response.writableEnded)
      void finished(response).then(() => seen.push(response.writableEnded))
      setImmediate(open)
    })

    expect(await exchange({ port, path: '/' })).toMatchObject({ body: 'first last' })
    await vi.waitFor(() => expect(seen).toEqual([false, true]))
  })
})

describe('what middleware mounted before has added', () => {
  const calls: string[] = []
  const before = (response: ServerResponse): void => {
    calls.length = 0
    const { write } = response
    const added = response as Added
    added.flush = () => void calls.push('flush')
    added.__ = (word) => `<${word}>`
    response.write = ((...args: Parameters<typeof write>) => {
      calls.push(`write ${args[0]}`)
      return write.apply(response, args)
    }) as typeof write
  }

  test('flushes what was written before it, and no more', async () => {
    const { open, promise } = gate()
    const port = await serveHeld({ commit: () => promise, before }, (response) => {
      const added = response as Added
      response.write('a')
      added.flush()
      response.write('b')
      setImmediate(() => {
        open()
        setImmediate(() => {
          // No longer held.
          added.flush()
          response.end()
        })
      })
    })
    await exchange({ port, path: '/' })

    expect(calls).toEqual(['write a', 'flush', 'write b', 'flush'])
  })

  test('answers at once where it has something to answer', async () => {
    const port = await serveHeld({ commit: () => later(), before }, (response) => {
      response.write('first ')
      response.end((response as Added).__('word'))
    })

    expect(await exchange({ port, path: '/' })).toMatchObject({ body: 'first <word>' })
  })

  test('is left alone where somebody has put another method over it meanwhile', async () => {
    const { open, promise } = gate()
    const mine = vi.fn()
    const port = await serveHeld({ commit: () => promise, before }, async (response) => {
      const added = response as Added
      response.write('a')
      added.flush = mine
      open()
      await new Promise(setImmediate)
      added.flush()
      response.end()
    })
    await exchange({ port, path: '/' })

    expect(mine).toHaveBeenCalledOnce()
    expect(calls).toEqual(['write a'])
  })

  test('may throw: the response fails, and nothing else', async () => {
    const onCommitError = vi.fn()
    const broken = new Error('broken')
    const port = await serveHeld(
      {
        commit: () => later(),
        onCommitError,
        before(response) {
          response.write = () => {
            throw broken
          }
        },
      },
      (response) => {
        response.write('a')
        response.end()
      },
    )

    expect(await exchange({ port, path: '/' })).toMatchObject({ status: 500 })
    expect(onCommitError).toHaveBeenCalledExactlyOnceWith(broken, expect.anything())
  })
})

describe('a destroy while a whole answer is held', () => {
  test.each<[string, (response: ServerResponse) => unknown]>([
    ['of the response', (response) => response.destroy()],
    ['of the socket of its request', (response) => response.req.socket.destroy()],
    ['of its request', (response) => response.req.destroy()],
  ])('%s waits for it', async (_what, destroy) => {
    for (const setup of [{ commit: () => later() }, { commitRest: () => later().then(() => {}) }]) {
      const port = await serveHeld(setup, (response) => {
        response.setHeader('Content-Length', 5)
        if (!('commit' in setup)) response.flushHeaders()
        response.end('whole')
        destroy(response)
      })

      const socket = connect(port, '127.0.0.1')
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      // Whole, and then the server closes the connection, which would be kept alive.
      expect(await text(socket)).toMatch(/\r\n\r\nwhole$/)
    }
  })

  test.each<[string, (response: ServerResponse) => unknown]>([
    ['of the response, with an error', (response) => response.destroy(away)],
    ['of the socket, with an error', (response) => response.req.socket.destroy(away)],
    ['of the socket itself', (response) => response.socket?.destroy()],
  ])('%s does not wait', async (_what, destroy) => {
    const { open, promise } = gate()
    const port = await serveHeld({ commit: () => promise }, (response) => {
      response.on('error', () => {})
      response.end('whole')
      destroy(response)
    })

    expect(await exchange({ port, path: '/' })).toBe('cut')
    open()
  })

  test('does not keep the server from closing all connections', async () => {
    const server = createServer((_request, response) => {
      hold(response, { commit: () => gate().promise })
      response.end('never saved')
      server.closeAllConnections()
    })
    const { port, close } = await listen(server)

    expect(await exchange({ port, path: '/' })).toBe('cut')
    await close()
  })

  test('shows the socket of the request as it is, then and after', async () => {
    const { open, promise } = gate()
    const seen: unknown[] = []
    const port = await serveHeld({ commit: () => promise }, (response) => {
      const { req } = response
      const { socket } = req
      response.end('whole')
      seen.push(req.socket.remoteAddress, req.socket.listenerCount('close') > 0)
      response.once('finish', () => seen.push(req.socket === socket))
      setImmediate(open)
    })
    await exchange({ port, path: '/' })

    await vi.waitFor(() => expect(seen).toEqual(['127.0.0.1', true, true]))
  })
})

test('a response of another library that fails has the status that its writeHead is told', async () => {
  const headers = new Map<string, unknown>()
  const ended = await new Promise((resolve) => {
    const response = {
      setHeader: (name: string, value: unknown) => headers.set(name, value),
      getHeader: (name: string) => headers.get(name),
      writeHead: (status: number) => headers.set('status', status),
      end: resolve,
    }
    hold(response as never, { commit: () => Promise.reject(away) })
    response.end('Welcome!')
  })

  expect(headers.get('status')).toBe(503)
  expect(ended).toContain('store-unavailable')
})
