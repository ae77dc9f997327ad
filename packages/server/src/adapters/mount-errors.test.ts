import { describe, expect, test } from 'vitest'
import dropIn from '../express-session/index.ts'
import { createSessions } from '../index.ts'
import { session, sessionEndpoints } from './express.ts'

const secret = 'a secret that is long enough for tests'
const sessions = createSessions({ secret })
const middleware = dropIn({ secret, resave: false, saveUninitialized: false })

/** What an app hands in that is not written in TypeScript. */
const call = (mount: unknown, ...given: unknown[]): unknown =>
  Reflect.apply(mount as () => unknown, undefined, given)

const refused = (message: string | RegExp) =>
  expect.objectContaining({
    code: 'option-invalid',
    message: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
  })

describe('what is mounted in place of sessions is refused, with the line to write', () => {
  test.each<[string, unknown[], string]>([
    [
      'options',
      [{ secret }],
      'session() got an object of options in place of the sessions that createSessions() answers. Write `session(createSessions({ … }))`.',
    ],
    [
      'nothing',
      [],
      'session() got nothing in place of the sessions that createSessions() answers. Write `session(createSessions({ … }))`.',
    ],
    ['null', [null], 'session() got null'],
    ['a text', ['secret'], 'Write `session(createSessions({ … }))`.'],
    ['the middleware of the drop-in', [middleware], 'Write `app.use(middleware)`.'],
    [
      'itself',
      [session(sessions)],
      'session() got a function in place of the sessions that createSessions() answers. Write `session(sessions)`.',
    ],
    ['createSessions', [createSessions], 'Write `session(sessions)`.'],
    ['a promise', [Promise.resolve(sessions)], 'Write `session(await …)`.'],
    [
      'a request, as by app.use(session)',
      [{ method: 'GET', headers: {} }],
      'Write `app.use(session(sessions))`.',
    ],
  ])('session(): %s', (_what, given, message) => {
    expect(() => call(session, ...given)).toThrow(refused(message))
  })

  test.each<[string, unknown[], string]>([
    [
      'the middleware of the drop-in',
      [middleware],
      'sessionEndpoints() got the middleware of the drop-in for express-session in place of the sessions that createSessions() answers. Write `sessionEndpoints(middleware.sessions)`.',
    ],
    ['nothing', [], 'sessionEndpoints() got nothing'],
    ['middleware', [session(sessions)], 'Write `sessionEndpoints(sessions)`.'],
    ['options', [{ path: '/session' }], 'Write `sessionEndpoints(createSessions({ … }))`.'],
    [
      'a request, as by app.use(sessionEndpoints)',
      [{ method: 'GET', headers: {} }],
      'Write `app.use(sessionEndpoints(sessions))`.',
    ],
  ])('sessionEndpoints(): %s', (_what, given, message) => {
    expect(() => call(sessionEndpoints, ...given)).toThrow(refused(message))
  })

  test('the sessions of both doors are taken, by what they can do', () => {
    for (const each of [sessions, { ...sessions }, middleware.sessions])
      expect(() => call(sessionEndpoints, each)).not.toThrow()
    expect(() => call(session, { ...sessions })).not.toThrow()
  })
})

describe('a wrong option is refused by name', () => {
  test.each<[unknown, unknown, RegExp]>([
    [session, { maxAge: 900 }, /`maxAge` is not known/],
    [session, { onCommitError: 'log' }, /`onCommitError` got "log"; it takes a function/],
    [session, 'log', /an object of options/],
    [sessionEndpoints, { path: 'session' }, /`path` got "session"; it takes a path that begins with "\/"/],
    [sessionEndpoints, { path: 7 }, /`path` got 7/],
    [sessionEndpoints, { onError: null }, /`onError` got null; it takes a function/],
    [sessionEndpoints, { allowedOrigins: [] }, /`allowedOrigins` is not known/],
    [sessionEndpoints, null, /got null; it takes an object of options/],
  ])('%o', (mount, options, message) => {
    expect(() => call(mount, sessions, options)).toThrow(refused(message))
  })

  test.each([undefined, null, 'secret', createSessions])(
    'createSessions(%o) is told what it takes',
    (given) => {
      expect(() => call(createSessions, given)).toThrow(
        refused('it takes an object of options, with a secret at least: `createSessions({ secret })`'),
      )
    },
  )
})
