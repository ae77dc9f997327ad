import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, createSecureServer } from 'node:http2'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { isTrustedOrigin, session, sessionEndpoints } from '../../src/adapters/express.ts'
import { createSessions, memoryStore } from '../../src/index.ts'
import { slowStore } from '../../src/testing/index.ts'
import { away, gate, hold, type Setup } from './held-server.ts'
import type { Handler } from './hosts.ts'
import { exchangeHttp2, type Listener } from './over-http2.ts'
import { count, run } from './strangers.ts'

const secret = 'a secret that is long enough for tests'
const kinds = [
  ['at once', () => memoryStore()],
  ['later', () => slowStore(memoryStore(), 10)],
] as const

function held(setup: Setup, handler: Handler): Listener {
  return (request, response) => {
    hold(response, setup)
    handler(request, response)
  }
}

const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
afterEach(() => {
  // Of headers and phrases that HTTP/2 does not know.
  expect(warn).not.toHaveBeenCalled()
})

describe('when the commit fails', () => {
  const failing: [string, () => Promise<never>][] = [
    [
      'at once',
      () => {
        throw away
      },
    ],
    ['later', () => Promise.reject(away)],
  ]
  test.each(failing)('%s: answers a problem', async (_when, commit) => {
    const answer = await exchangeHttp2(
      held({ commit }, (_request, response) => {
        response.setHeader('Set-Cookie', 'signed-in=yes')
        response.end('Welcome!')
      }),
    )

    expect(answer).toMatchObject({
      headers: { ':status': 503, 'content-type': 'application/problem+json' },
      body: expect.stringContaining('store-unavailable'),
    })
    expect(answer).not.toHaveProperty('headers.set-cookie')
  })

  test.each(failing)(
    '%s, of what changed after the headers: resets the stream',
    async (_when, commitRest) => {
      const onCommitError = vi.fn()
      const answer = await exchangeHttp2(
        held({ commitRest, onCommitError }, (_request, response) => {
          response.write('first ')
          response.end('last')
        }),
      )

      expect(answer).toEqual({ reset: expect.any(Number) })
      expect(onCommitError).toHaveBeenCalledOnce()
    },
  )
})

test('a held response looks sent: what comes late is refused, and changes nothing', async () => {
  const { open, promise } = gate()
  const codes: unknown[] = []
  const attempt = (call: () => unknown): void => {
    try {
      call()
      codes.push('passed')
    } catch (error) {
      codes.push(error instanceof Error && 'code' in error ? error.code : error)
    }
  }
  const answer = await exchangeHttp2(
    held({ commit: () => promise }, (_request, response) => {
      response.setHeader('x-kept', 'yes')
      response.end('whole')
      expect(response).toMatchObject({ headersSent: true, writableEnded: false })
      attempt(() => response.setHeader('x-late', 'x'))
      attempt(() => response.removeHeader('x-kept'))
      attempt(() => response.writeHead(500))
      response.statusCode = 500
      response.write('late', (error) => codes.push(error?.message))
      setImmediate(() => open({ setCookie: ['sid=1'] }))
    }),
  )

  expect(answer).toMatchObject({
    headers: { ':status': 200, 'x-kept': 'yes', 'set-cookie': ['sid=1'] },
    body: 'whole',
  })
  const sent = 'ERR_HTTP2_HEADERS_SENT'
  expect(codes).toEqual([sent, sent, sent, 'write after end'])
})

test('a client that resets the stream of a held response ends nothing but that', async () => {
  const { open, promise } = gate()
  const listener = held({ commit: () => promise }, (_request, response) => {
    response.write('first')
    response.end('last')
    const { stream } = response as unknown as { readonly stream: import('node:http2').ServerHttp2Stream }
    stream.once('close', () => open({ setCookie: ['sid=1'] }))
    stream.close(8)
  })

  expect(await exchangeHttp2(listener)).toEqual({ reset: 8 })
  await turn()
})

test('a page of its own origin is told from a foreign one by :authority', async () => {
  const sessions = createSessions({ secret })
  const listener: Listener = (request, response) => response.end(String(isTrustedOrigin(request, sessions)))
  const ask = async (origin: string): Promise<unknown> => {
    const outcome = await exchangeHttp2(listener, { ':authority': 'app.test', origin })
    return 'body' in outcome && outcome.body
  }

  expect([await ask('http://app.test'), await ask('http://evil.test')]).toEqual(['true', 'false'])
})

describe.each(kinds)('over a store that answers %s', (_when, open) => {
  test('the endpoints know their own origin by :authority, and a long body by its length', async () => {
    const sessions = createSessions({ secret, store: open() })
    const listener: Listener = (request, response) => sessionEndpoints(sessions)(request, response)
    const end = { ':method': 'DELETE', ':authority': 'app.test' }
    const long = { 'content-length': '10000' }
    const ended = await exchangeHttp2(
      listener,
      { ...end, ...long, origin: 'http://app.test' },
      'x'.repeat(10_000),
    )
    const refused = await exchangeHttp2(listener, { ...end, origin: 'http://evil.test' })

    expect(ended).toMatchObject({ headers: { ':status': 200 } })
    expect(refused).toMatchObject({ headers: { ':status': 403 } })
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('Host app.test'), {
      code: 'SOJOURN_ORIGIN_REFUSED',
    })
    warn.mockClear()
  })

  test('on one port with HTTP/1, encrypted', async () => {
    // A key both sides know takes the place of a certificate.
    const key = Buffer.alloc(32, 1)
    const psk = { ciphers: 'PSK', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const
    const middleware = session(createSessions({ secret, store: open() }))
    const listener = (request: IncomingMessage, response: ServerResponse) =>
      void run(middleware, request, response, () => void response.end(count(request)))
    const server = createSecureServer({ ...psk, pskCallback: () => key, allowHTTP1: true }, listener as never)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const tls = {
      ...psk,
      pskCallback: () => ({ psk: key, identity: 'test' }),
      checkServerIdentity: () => undefined,
    }
    const client = connect(`https://localhost:${port}`, { ...tls, host: '127.0.0.1' })
    onTestFinished(() => {
      client.destroy()
      server.close()
    })
    const cookie = await new Promise((resolve, reject) => {
      const stream = client.request({ ':path': '/' }).on('error', reject)
      stream.once('response', (headers) => resolve(headers['set-cookie']))
    })
    const older = await new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port, agent: false, ...tls }, ({ headers }) =>
        resolve(headers['set-cookie']),
      )
      outgoing.on('error', reject).end()
    })

    expect(cookie).toEqual([expect.stringMatching(/^__Host-sid=.*; Secure/)])
    expect(older).toEqual([expect.stringMatching(/^__Host-sid=.*; Secure/)])
  })
})
