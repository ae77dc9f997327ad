import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createSessions, type SessionsOptions } from '../../index.ts'
import { manualClock } from '../../testing/index.ts'

const secret = 'a secret that is long enough for tests'
const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
beforeEach(() => emitWarning.mockClear())

const said = (): string[] => emitWarning.mock.calls.map(([message]) => String(message))

describe('a duration that looks like one in seconds is warned of', () => {
  test.each<[Partial<SessionsOptions>, string]>([
    [
      { cookie: { maxAge: 900 } },
      '`cookie.maxAge` is 900: durations are milliseconds, not seconds. Did you mean 900_000?',
    ],
    [{ cookie: { maxAge: 9_999 } }, '9_999_000?'],
    [
      { idleTimeout: 1800 },
      '`idleTimeout` is 1800: durations are milliseconds, not seconds. Did you mean 1_800_000?',
    ],
    [{ idleTimeout: 600, absoluteTimeout: 3600 }, '`idleTimeout`'],
  ])('%o', (options, message) => {
    createSessions({ secret, ...options })
    expect(said()).toEqual([expect.stringContaining(message)])
  })

  test('once, where a function of the request answers it', () => {
    const sessions = createSessions({ secret, cookie: () => ({ maxAge: 900 }) })
    expect(said()).toEqual([])
    const request = { cookieHeader: undefined, path: '/', isSecure: false, raw: undefined }
    sessions.context(request)
    sessions.context(request)
    expect(said()).toEqual([expect.stringContaining('`cookie.maxAge` is 900')])
  })
})

test.each<Partial<SessionsOptions>>([
  {},
  { cookie: { maxAge: 10_000 } },
  { cookie: { maxAge: null } },
  { absoluteTimeout: null },
  { touchAfter: 0 },
  { storeTimeout: 500 },
  { cookie: { maxAge: 900 }, clock: manualClock() },
])('%o is nothing to warn of', (options) => {
  createSessions({ secret, ...options })
  expect(said()).toEqual([])
})
