import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createSessions, memoryStore } from '../src/index.ts'
import { aroundStore } from '../src/testing/around-store.ts'
import { manualClock } from '../src/testing/index.ts'
import { createApp, hour, secret, start } from './app.ts'
import { codeOf, runRequest } from './browser.ts'
import { minute } from './durations.ts'
import { kindsOfStore } from './kinds-of-store.ts'

/** What a JavaScript app may hand in, whatever the types say. */
const create = createSessions as unknown as (options: unknown) => unknown

const noSubjects = aroundStore(memoryStore(), (_method, _args, call) => call(), { subjects: false })

/** A schema of a library that tells nothing of its keys. */
const schemaOf = (value: object): object => ({
  '~standard': { version: 1, vendor: 'test', validate: () => ({ value }) },
})

// Option, value, and what the message says of what it got and what it takes.
const bad: [string, unknown, RegExp][] = [
  ['secret', undefined, /nothing.*string/],
  ['secret', '', /0 characters.*32/],
  ['secret', 'a'.repeat(31), /31 characters.*32/],
  ['secret', Buffer.alloc(8), /8 bytes.*32/],
  ['secret', [], /takes at least one secret/],
  ['secret', [secret, 'short'], /5 characters.*32/],
  ['secret', 5, /number.*string/],
  ['store', {}, /object.*store/],
  ['store', { get() {}, set() {} }, /store/],
  ['cookie', 'lax', /"lax".*object/],
  ['name', 'my cookie', /"my cookie".*name/],
  ['name', '', /""/],
  ['genid', 'random', /"random".*function/],
  ['proxy', 1, /1.*true or false/],
  ['resave', 'no', /"no".*true or false/],
  ['saveUninitialized', null, /null.*true or false/],
  ['rolling', 'sometimes', /"sometimes".*"always"/],
  ['unset', 'drop', /"drop".*"destroy" or "keep"/],
  ['idleTimeout', '30m', /"30m".*milliseconds/],
  ['idleTimeout', 0, /0.*positive/],
  ['idleTimeout', Number.POSITIVE_INFINITY, /milliseconds/],
  ['idleTimeout', Number.MAX_SAFE_INTEGER, /9007199254740991.*at most 4503599627370496/],
  ['absoluteTimeout', -1, /-1.*null/],
  ['absoluteTimeout', 2 ** 53, /at most/],
  ['absoluteTimeout', minute, /60000.*1800000/],
  ['touchAfter', -1, /-1.*0 or more/],
  ['touchAfter', 2 ** 53, /at most/],
  ['touchAfter', 900_001, /900001.*half.*900000/],
  ['storeTimeout', 0, /0.*null/],
  ['storeTimeout', 2 ** 53, /at most/],
  ['schema', { parse() {} }, /object.*Standard Schema/],
  ['schema', z.object({ user: z.string() }), /empty session/],
  ['schema', z.object({}).refine(async () => true), /asynchronous.*synchronous/],
  ['schema', z.object({ id: z.string().optional() }), /key "id".*another name/],
  ['schema', z.object({ id: z.string().default('x') }), /key "id"/],
  ['schema', z.object({ cookie: z.object({}).optional() }), /key "cookie"/],
  ['schema', z.object({ at: z.date().optional(), save: z.boolean().optional() }), /key "save"/],
  [
    'schema',
    z.object({ isNew: z.string().optional() }).transform(({ isNew }) => ({ fresh: isNew })),
    /key "isNew"/,
  ],
  ['schema', z.intersection(z.object({}), z.object({ update: z.string().optional() })), /key "update"/],
  [
    'schema',
    z.union([z.object({ a: z.string() }), z.object({ touch: z.string().optional() })]),
    /key "touch"/,
  ],
  ['schema', schemaOf({ endsAt: 1 }), /key "endsAt"/],
  ['schema', { ...schemaOf({}), entries: { rotate: {} } }, /key "rotate"/],
  ['schema', { ...schemaOf({}), shape: { reload: {} } }, /key "reload"/],
  ['onInvalid', 'ignore', /"ignore".*"reset"/],
  ['unknownKeys', 'strip', /"strip".*"keep" or "error"/],
  ['expose', {}, /object.*function/],
  ['subject', 'user.id', /"user.id".*function/],
  ['activity', true, /true.*function/],
  ['onConflict', 'ours', /"ours".*function/],
  ['onEvent', null, /null.*function/],
  ['lazy', 1, /1.*true or false/],
  ['onLoadError', 'ignore', /"ignore".*"when-read"/],
  ['allowedOrigins', 'https://app.example', /array/],
  ['allowedOrigins', ['https://app.example/'], /takes an origin/],
  ['allowedOrigins', ['*'], /takes an origin/],
  ['requireOrigin', 'yes', /"yes".*true or false/],
  ['announce', 'cookie', /"cookie".*true, false or "header"/],
  ['clock', {}, /object.*now/],
  ['cookie.maxAge', -1, /-1.*positive/],
  ['cookie.maxAge', Number.MAX_SAFE_INTEGER, /9007199254740991.*at most/],
  ['cookie.maxAge', '15m', /"15m".*milliseconds/],
  ['cookie.maxAge', Number.NaN, /milliseconds/],
  ['cookie.expires', '2030', /"2030".*Date/],
  ['cookie.expires', new Date(Number.NaN), /Date/],
  ['cookie.path', 'app', /"app".*"\/"/],
  ['cookie.path', '/a;b', /";"/],
  ['cookie.domain', 'a b', /"a b"/],
  ['cookie.httpOnly', 'yes', /"yes".*true or false/],
  ['cookie.priority', 'urgent', /"urgent".*"low"/],
  ['cookie.sameSite', 'Lax', /"Lax".*"lax"/],
  ['cookie.secure', 'yes', /"yes".*"auto"/],
  ['cookie.partitioned', 1, /1.*true or false/],
]

test.each(bad)('option %s refuses %o', (option, value, message) => {
  const [outer = '', inner] = option.split('.')
  const options = { secret, [outer]: inner === undefined ? value : { [inner]: value } }
  expect(() => create(options)).toThrow(
    expect.objectContaining({
      code: 'option-invalid',
      message: expect.stringMatching(
        new RegExp(`^option \`${option.replace('.', '\\.')}.*got .*?${message.source}`),
      ),
    }),
  )
})

test.each([
  [{ cookie: { sameSite: 'none' } }, 'cookie.sameSite'],
  [{ cookie: { sameSite: 'none', secure: false } }, 'cookie.sameSite'],
  [{ cookie: { partitioned: true, secure: false } }, 'cookie.partitioned'],
  [{ cookie: { maxAge: 1, expires: new Date() } }, 'cookie.expires'],
  [{ name: '__Host-sid', cookie: { domain: 'example.com' } }, 'cookie.domain'],
  [{ name: '__Host-sid', cookie: { path: '/app' } }, 'cookie.path'],
  [{ name: '__host-sid', cookie: { domain: 'example.com' } }, 'cookie.domain'],
  [{ name: '__Host-sid', cookie: { secure: false } }, 'cookie.secure'],
  [{ name: '__Secure-sid', cookie: { secure: false } }, 'cookie.secure'],
  [{ cookie: { maxAge: 1000 }, touchAfter: 501 }, 'touchAfter'],
  [{ cookie: { maxAge: 100_000_000 } }, 'absoluteTimeout'],
  [{ maxSessions: 2 }, 'maxSessions'],
  [{ maxSessions: 2, subject: (): string => 'ann', store: noSubjects }, 'maxSessions'],
  [{ maxSessions: 0, subject: (): string => 'ann' }, 'maxSessions'],
  [{ maxSessions: 1.5, subject: (): string => 'ann' }, 'maxSessions'],
  [{ maxage: 5 }, 'maxage'],
  [{ cookie: { samesite: 'lax' } }, 'cookie.samesite'],
])('%o is refused for its %s', (options, option) => {
  expect(() => create({ secret, ...options })).toThrow(
    expect.objectContaining({ code: 'option-invalid', message: expect.stringContaining(`\`${option}\``) }),
  )
})

test.each(kindsOfStore)(
  'over %s the longest idle timeout is kept through a touch',
  async (_kind, createStore) => {
    const clock = manualClock()
    const idleTimeout = 2 ** 52
    const { browser, data } = await start({
      clock,
      store: createStore(clock),
      idleTimeout,
      absoluteTimeout: null,
      touchAfter: 0,
    })
    clock.advance(365 * 24 * hour)
    await browser.visit()
    expect(await data()).toEqual({ user: 'ann' })
    expect(await browser.peek()).toMatchObject({ expiresAt: clock.now() + idleTimeout })
  },
)

test.each([2 ** 52 + 1, Number.MAX_SAFE_INTEGER])('session.cookie.maxAge refuses %i', async (maxAge) => {
  const sessions = createApp({ absoluteTimeout: null })
  const set = runRequest(sessions, ({ session }) => {
    session.cookie.maxAge = maxAge
  })
  await expect(set).rejects.toMatchObject({
    code: 'option-invalid',
    message: expect.stringMatching(/maxAge got \d+; it takes at most/),
  })
})

const anything: readonly unknown[] = [
  ...[null, '', ';', '/a b', 'Invalid', 0, -1, 2 ** 53, Number.NaN, Infinity, true, 7n, Symbol('x')],
  ...[[], [''], [5], [[secret]], {}, { x: 1 }, new Date(Number.NaN), new Map(), new Uint8Array(0), () => 1],
]
const adopt = { secret: 'old', store: { get() {}, set() {}, destroy() {} } }
const optionNames = [...new Set(bad.map(([option]) => option))]

test.each([
  ...optionNames,
  ...['adopt', ...['name', 'secret', 'store', 'data', 'path', 'domain'].map((name) => `adopt.${name}`)],
])('what option %s takes is said in our own words', (option) => {
  const [outer = '', inner] = option.split('.')
  const around = outer === 'adopt' ? adopt : {}
  for (const value of anything) {
    const options = { secret, [outer]: inner === undefined ? value : { ...around, [inner]: value } }
    try {
      create(options)
    } catch (error) {
      // Whether of the classic zod or of zod/mini, which has no language.
      expect(error).toMatchObject({ message: expect.not.stringMatching(/takes (Invalid|Too|Unrecognized)/) })
    }
  }
})

test.each([undefined, null, 5, []])('%o are no options', (options) => {
  expect(() => create(options)).toThrow(expect.objectContaining({ code: 'option-invalid' }))
})

test.each(['tooshort', [secret, 'tooshort'], { value: 'tooshort' }, ['tooshort', 5]])(
  'no message shows the secret %o',
  (value) => {
    expect(() => create({ secret: value })).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/tooshort|a secret for tests/) }),
    )
  },
)

test.each([
  'x',
  'a'.repeat(21),
  'a'.repeat(1025),
  `${'a'.repeat(30)};`,
  `${'a'.repeat(30)} b`,
  'é'.repeat(30),
  5,
  undefined,
])('a sid of %j by `genid` is refused where it is made', async (sid) => {
  const sessions = createApp({ genid: () => sid as string })
  const save = runRequest(sessions, ({ session }) => Object.assign(session, { count: 1 }))
  await expect(save).rejects.toMatchObject({
    code: 'option-invalid',
    message: expect.stringContaining('genid'),
  })
})

test('a sid by `genid` is used as it is, and gets the request', async () => {
  const sessions = createApp({ genid: (request) => `${request}-0123456789-0123456789` })
  const { setCookie = [] } = await runRequest(
    sessions,
    ({ session }) => Object.assign(session, { count: 1 }),
    {
      raw: 'r',
    },
  )
  expect(setCookie[0]).toContain('sid=r-0123456789-0123456789.')
})

describe('where a Secure cookie is asked for and the connection does not count as secure', () => {
  test.each([{ cookie: { secure: true } }, { name: '__Host-sid' }])(
    '%o: saving a new session says so',
    async (options) => {
      const sessions = createApp(options)
      const save = runRequest(sessions, ({ session }) => Object.assign(session, { count: 1 }))
      await expect(save).rejects.toMatchObject({
        code: 'insecure-connection',
        message: expect.stringContaining('proxy'),
      })
      await runRequest(sessions, ({ session }) => session.count)
      expect(
        await codeOf(
          runRequest(sessions, ({ session }) => Object.assign(session, { count: 1 }), { isSecure: true }),
        ),
      ).toBeUndefined()
    },
  )
})
