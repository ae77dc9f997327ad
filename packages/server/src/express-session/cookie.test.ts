import theirs from 'express-session'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { minute } from '../../test/durations.ts'
import { Cookie, type CookieOptions } from './cookie.ts'

const Theirs = (theirs as unknown as { Cookie: typeof Cookie }).Cookie
const now = 1_900_000_000_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now })
})

afterEach(() => {
  vi.useRealTimers()
})

function seen(cookie: Cookie): unknown {
  const { maxAge, expires, originalMaxAge, data } = cookie
  return { own: Object.entries(cookie), maxAge, expires, originalMaxAge, data, text: JSON.stringify(cookie) }
}

const all: readonly CookieOptions[] = [
  {},
  { maxAge: minute },
  { maxAge: 0 },
  { maxAge: null },
  { expires: new Date(now + 5000) },
  { expires: false },
  { expires: new Date(Number.NaN) },
  { maxAge: 1000, expires: new Date(now + 5000) },
  { expires: new Date(now + 5000), maxAge: 1000 },
  { domain: 'example.com', httpOnly: false, path: '/admin', priority: 'low', sameSite: true, secure: true },
  { originalMaxAge: 5, partitioned: true, mine: 'kept', data: 'dropped' } as CookieOptions,
]

test.each(all)("%j makes express-session's cookie", (options) => {
  expect(seen(new Cookie(options))).toEqual(seen(new Theirs(options)))
})

test('a cookie can be made of a cookie', () => {
  const options = { maxAge: 5000, secure: true }
  expect(seen(new Cookie(new Cookie(options)))).toEqual(seen(new Theirs(new Cookie(options))))
})

describe('setting', () => {
  test.each<(cookie: Cookie) => void>([
    (cookie) => {
      cookie.maxAge = 5000
    },
    (cookie) => {
      cookie.expires = null
    },
    (cookie) => {
      cookie.expires = new Date(now - 1)
    },
    (cookie) => {
      cookie.originalMaxAge = 7
    },
  ])('%s does what it does there', (set) => {
    const [ours, others] = [new Cookie({ maxAge: minute }), new Theirs({ maxAge: minute })]
    set(ours)
    set(others)
    expect(seen(ours)).toEqual(seen(others))
  })
})

test.each([
  [() => new Cookie('text' as never), () => new Theirs('text' as never)],
  [() => new Cookie({ maxAge: 'long' } as never), () => new Theirs({ maxAge: 'long' } as never)],
])('%s is refused in the same words', (ours, others) => {
  const errorOf = (make: () => unknown): unknown => {
    try {
      return make()
    } catch (error) {
      return error
    }
  }
  expect(errorOf(ours)).toBeInstanceOf(TypeError)
  expect(errorOf(ours)).toEqual(errorOf(others))
})

test('writes itself out in the same bytes', () => {
  const options = { maxAge: minute, domain: 'example.com', sameSite: 'lax', priority: 'high' } as const
  const [ours, others] = [new Cookie(options), new Theirs(options)]
  expect(ours.serialize('name', 'a value; "odd"')).toBe(others.serialize('name', 'a value; "odd"'))
})
