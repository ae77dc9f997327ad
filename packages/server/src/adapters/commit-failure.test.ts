import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { exchange } from '../../test/adapters/exchange.ts'
import { away, compress, type Handler, serveHeld } from '../../test/adapters/held-server.ts'
import { SessionError } from '../errors.ts'
import type { OnCommitError } from './node/middleware.ts'

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
        const port = await serveHeld(
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
      const port = await serveHeld({ commit, before }, (response) => response.setHeader('X-Mine', 'x').end())
      const answer = await exchange({ port, path: '/' })

      expect(answer).toMatchObject({ headers: { 'content-security-policy': "default-src 'none'" } })
      expect(answer).not.toHaveProperty('headers.x-mine')
    })

    test('takes back what was done to them since', async () => {
      const before: Handler = (response) => {
        response.setHeader('Set-Cookie', ['lang=en'])
        response.setHeader('X-Frame-Options', 'DENY')
        response.setHeader('Referrer-Policy', 'no-referrer')
      }
      const port = await serveHeld({ commit, before }, (response) => {
        response.appendHeader('Set-Cookie', 'signed-in=yes')
        response.removeHeader('X-Frame-Options')
        response.setHeader('Referrer-Policy', 'unsafe-url').end()
      })

      expect(await exchange({ port, path: '/' })).toMatchObject({
        headers: { 'set-cookie': ['lang=en'], 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' },
      })
    })

    test('keeps what was there on entry and is no text, which Node.js takes all the same', async () => {
      const before: Handler = (response) => {
        const untyped: { setHeader(name: string, value: unknown): void } = response as object as never
        untyped.setHeader('X-Date', new Date(0))
        untyped.setHeader('X-Link', new URL('https://app.example/'))
        untyped.setHeader('X-Flag', true)
        untyped.setHeader('Vary', null)
      }
      const port = await serveHeld({ commit, before }, (response) => response.end())

      expect(await exchange({ port, path: '/' })).toMatchObject({
        status: 503,
        headers: { 'x-date': String(new Date(0)), 'x-link': 'https://app.example/', 'x-flag': 'true' },
      })
    })

    test('onCommitError shapes the answer', async () => {
      const onCommitError: OnCommitError = (error, request) => ({
        headers: { 'Content-Type': 'text/plain', 'X-For': request.url ?? '' },
        body: error instanceof SessionError ? error.code : '',
      })
      const port = await serveHeld({ commit, onCommitError }, (response) => response.end('Welcome!'))

      expect(await exchange({ port, path: '/page' })).toMatchObject({
        status: 503,
        headers: { 'content-type': 'text/plain', 'x-for': '/page' },
        body: 'store-unavailable',
      })
    })

    test('a header of that answer which has no value is left out', async () => {
      const open: { readonly 'Retry-After': string } = { 'Retry-After': undefined } as object as never
      const onCommitError: OnCommitError = () => ({ headers: { ...open, 'X-Mine': 'yes' } })
      const port = await serveHeld({ commit, onCommitError }, (response) => response.end('Welcome!'))

      const answer = await exchange({ port, path: '/' })
      expect(answer).toMatchObject({ status: 503, headers: { 'x-mine': 'yes' } })
      expect(answer).not.toHaveProperty('headers.retry-after')
    })

    test('an onCommitError that throws is replaced by the default', async () => {
      const log = vi.spyOn(console, 'error').mockImplementation(() => {})
      const onCommitError: OnCommitError = () => {
        throw new Error('no template')
      }
      const port = await serveHeld({ commit, onCommitError }, (response) => response.end('Welcome!'))

      expect(await exchange({ port, path: '/' })).toMatchObject({ status: 503 })
      expect(log).toHaveBeenCalledOnce()
      log.mockRestore()
    })

    test('an answer of onCommitError that Node.js refuses cuts the connection', async () => {
      const log = vi.spyOn(console, 'error').mockImplementation(() => {})
      const onCommitError: OnCommitError = () => ({ headers: { 'no name': 'x' } })
      const port = await serveHeld({ commit, onCommitError }, (response) => response.end('Welcome!'))

      expect(await exchange({ port, path: '/' })).toBe('cut')
      expect(log).toHaveBeenCalledOnce()
      log.mockRestore()
    })

    test('what is written all the same is dropped, with an error, and its source runs dry', async () => {
      const errors: unknown[] = []
      const port = await serveHeld({ commit }, (response) => {
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
      const port = await serveHeld({ commit }, (response) => response.end('Welcome!'))
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
    const port = await serveHeld({ commit }, (response) => response.end())

    expect(await exchange({ port, path: '/' })).toMatchObject({ status: 500 })
  })
})
