import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import theirs from 'express-session'
import { describe, expect, test, vi } from 'vitest'
import session, { MemoryStore } from '../../src/express-session/index.ts'
import type { SessionOptions } from '../../src/express-session/session-options.ts'
import { minute } from '../durations.ts'
import { Browser, type Handler, modules, type Request, recommended, serve } from './app.ts'

const handlers: Record<string, Handler> = {
  '/': (request, response) => {
    if (request.session) request.session.views = Number(request.session.views ?? 0) + 1
    response.end(String(request.session?.views))
  },
}

/** A process that sets up the middleware and has one request pass. */
function startUp(env: Record<string, string>): Promise<{ stderr: string }> {
  const code = `
    import session from '@sojourn/server/express-session'
    const middleware = session({ genid: () => 'a-secret-id' })
    middleware({ headers: {}, secret: 'a secret', url: '/' }, {}, () => {})`
  const args = ['--conditions=@sojourn/source', '--input-type=module', '--eval', code]
  const { DEBUG: _, NO_DEPRECATION: __, ...others } = process.env
  const options = { cwd: import.meta.dirname, env: { ...others, ...env } }
  return promisify(execFile)(process.execPath, args, options)
}

async function firstCookie(options: Partial<SessionOptions>, headers: Record<string, string> = {}) {
  const port = await serve(session({ ...recommended, ...options }), handlers)
  const [cookie] = (await new Browser(port).get('/', headers)).setCookie
  return cookie
}

describe('at start-up', () => {
  const wrong: [string, object][] = [
    ['genid', { genid: 'uuid' }],
    ['unset', { unset: 'delete' }],
    ['secret', { secret: [] }],
  ]

  test.each(wrong)("a wrong %s is refused in express-session's words", (_name, option) => {
    const errorOf = (module: unknown): unknown => {
      try {
        ;(module as (options: object) => void)({ ...recommended, ...option })
      } catch (error) {
        return error
      }
      return undefined
    }
    expect(errorOf(session)).toBeInstanceOf(TypeError)
    expect(errorOf(session)).toEqual(errorOf(theirs))
  })

  test('what is not set is deprecated in the same words', () => {
    const heard: string[] = []
    const listen = ({ namespace, message }: Error & { namespace?: string }): void =>
      void heard.push(`${namespace}: ${message}`)
    process.on('deprecation' as 'warning', listen)
    session({})
    ;(theirs as unknown as (options: object) => void)({})
    process.off('deprecation' as 'warning', listen)
    expect(heard).toHaveLength(6)
    expect(heard.slice(0, 3)).toEqual(heard.slice(3))
  })

  test.each([
    [
      {},
      ['req.secret; provide secret option', 'undefined resave option', 'undefined saveUninitialized option'],
    ],
    [{ NO_DEPRECATION: 'express-session' }, []],
  ])('a process with %j prints them so', async (env, printed) => {
    const { stderr } = await startUp(env)
    expect(stderr.split('\n').filter((line) => line.includes('express-session deprecated'))).toHaveLength(
      printed.length,
    )
    for (const text of printed) expect(stderr).toContain(`express-session deprecated ${text}`)
  })

  test('DEBUG=express-session says what happens, and names no session ID', async () => {
    const { stderr } = await startUp({ NO_DEPRECATION: '*', DEBUG: 'express-session' })
    expect(stderr).toContain('express-session no SID sent, generating session')
    expect(stderr).not.toContain('a-secret-id')
  })

  test('a MemoryStore in production is warned of', () => {
    vi.stubEnv('NODE_ENV', 'production')
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    session(recommended)
    expect(warn).toHaveBeenCalledWith(
      expect.stringContaining('MemoryStore is not\ndesigned for a production'),
    )
    warn.mockRestore()
    vi.unstubAllEnvs()
  })
})

describe('the cookie', () => {
  test('has the name of `name`, else that of `key`', async () => {
    expect(await firstCookie({ name: 'one', key: 'other' })).toMatch(/^one=/)
    expect(await firstCookie({ key: 'other' })).toMatch(/^other=/)
  })

  test('says what the option says, in the order of express-session', async () => {
    const cookie = {
      domain: 'example.com',
      path: '/',
      maxAge: minute,
      partitioned: true,
      priority: 'high',
      sameSite: 'strict',
    } as const
    expect(await firstCookie({ cookie })).toMatch(
      /; Domain=example\.com; Path=\/; Expires=[^;]+ GMT; HttpOnly; Partitioned; Priority=High; SameSite=Strict$/,
    )
  })

  const auto = { secure: 'auto', sameSite: 'auto' } as const

  test.each([
    ['an object', auto],
    ['a function', () => auto],
  ])("takes 'auto' from %s", async (_kind, cookie) => {
    expect(await firstCookie({ cookie })).toMatch(/HttpOnly; SameSite=Lax$/)
    const encrypted = { 'x-forwarded-proto': 'https' }
    expect(await firstCookie({ cookie, proxy: true }, encrypted)).toMatch(/; Secure; SameSite=None$/)
    expect(await firstCookie({ cookie, proxy: false }, encrypted)).toMatch(/HttpOnly; SameSite=Lax$/)
  })

  test('that is `secure` is not sent in the clear', async () => {
    expect(await firstCookie({ cookie: { secure: true } })).toBeUndefined()
  })

  test('for a path is of that path, and not of one that begins like it', async () => {
    const middleware = session({ ...recommended, cookie: { path: '/admin' } })
    const browser = new Browser(
      await serve(middleware, { '/administrator': handlers['/'], ...handlers } as never),
    )
    expect((await browser.get('/admin')).body).toBe('1')
    expect((await browser.get('/admin/users')).body).toBe('2')
    expect((await browser.get('/administrator')).body).toBe('undefined')
  })

  test('that cannot be written goes to next, and the response leaves', async () => {
    const errors: unknown[] = []
    const middleware = session({ ...recommended, cookie: { domain: 'no domain' } })
    const port = await serve(middleware, handlers, { onError: (error) => errors.push(error) })
    expect((await new Browser(port).get('/')).body).toBe('1')
    await vi.waitFor(() => expect(errors).toEqual([new TypeError('option domain is invalid')]))
  })
})

describe('the secret', () => {
  test.each(Object.entries(modules))(
    'of a list is looked at with each request by %s',
    async (_name, module) => {
      const secrets = ['the first']
      const port = await serve(module({ ...recommended, secret: secrets }), handlers)
      const browser = new Browser(port)
      const views = async (): Promise<string> => (await browser.get('/')).body
      expect([await views(), await views()]).toEqual(['1', '2'])
      const signedByTheFirst = browser.cookie
      secrets.unshift('the second')
      expect(await views()).toBe('3')
      secrets[1] = 'the third'
      expect(await views()).toBe('1')
      secrets.push('the first')
      browser.cookie = signedByTheFirst
      expect(await views()).toBe('4')
      secrets.length = 0
      expect((await browser.get('/')).body).not.toBe('5')
    },
  )

  test('may be a Buffer, and one of several', async () => {
    const store = new MemoryStore()
    const old = Buffer.from('the old one')
    const before = new Browser(await serve(session({ ...recommended, store, secret: old }), handlers))
    await before.get('/')
    const rotated = session({ ...recommended, store, secret: ['the new one', old] })
    const after = new Browser(await serve(rotated, handlers), before.cookie)
    expect((await after.get('/')).body).toBe('2')
    const without = session({ ...recommended, store, secret: 'the new one' })
    expect((await new Browser(await serve(without, handlers), before.cookie).get('/')).body).toBe('1')
  })

  test('may be what cookie-parser has, and so may the cookie', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const { secret: _, ...others } = recommended
    const middleware = session(others)
    const setSecret = (request: unknown, _response: unknown, next: () => void): void => {
      Object.assign(request as Request, { secret: 'of the parser' })
      next()
    }
    const browser = new Browser(await serve(middleware, handlers, { before: [setSecret] }))
    await browser.get('/')
    expect((await browser.get('/')).body).toBe('2')

    const [, value = ''] = decodeURIComponent(browser.cookie).split('=s:')
    const [sid = ''] = value.split('.')
    const setCookies = (request: unknown, response: unknown, next: () => void): void => {
      Object.assign(request as Request, { signedCookies: { 'connect.sid': sid } })
      setSecret(request, response, next)
    }
    const parsed = new Browser(await serve(middleware, handlers, { before: [setCookies] }))
    expect((await parsed.get('/')).body).toBe('3')
    write.mockRestore()
  })
})

test('the first of several cookies of one name is tried', async () => {
  const browser = new Browser(await serve(session(recommended), handlers))
  await browser.get('/')
  const { cookie } = browser
  const port = await serve(session(recommended), handlers)
  expect((await new Browser(port, `connect.sid=s%3Aforged.x; ${cookie}`).get('/')).body).toBe('1')
})

test('one cookie is the same to both, byte by byte', async () => {
  const options = {
    ...recommended,
    genid: () => 'an id; with "odd" characters',
    cookie: { maxAge: minute, sameSite: true },
    saveUninitialized: true,
  }
  vi.useFakeTimers({ toFake: ['Date'], now: 1_900_000_000_000 })
  const [ours, others] = await Promise.all(
    Object.values(modules).map(async (module) =>
      new Browser(await serve(module(options), handlers)).get('/'),
    ),
  )
  vi.useRealTimers()
  expect(ours?.setCookie).toEqual(others?.setCookie)
})
