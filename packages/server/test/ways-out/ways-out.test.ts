import { beforeEach, describe, expect, test, vi } from 'vitest'
import { doors } from './doors.ts'
import { deeds, pages, serve, setCookieOf } from './server.ts'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  return () => vi.restoreAllMocks()
})

const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
const preflight = { ...foreign, 'access-control-request-method': 'POST' }

/** Every way on which an answer leaves: method, path, headers. */
const ways: readonly (readonly [method: string, path: string, headers?: Record<string, string>])[] = [
  ...['/session', '/other', '/down'].flatMap((mount) => [
    ['GET', mount] as const,
    ['HEAD', mount] as const,
    ['POST', `${mount}/touch`] as const,
    ['POST', `${mount}/touch`, foreign] as const,
    ['DELETE', mount, foreign] as const,
    ['PUT', mount] as const,
    ['GET', `${mount}/nowhere`] as const,
    ['OPTIONS', mount] as const,
    ['OPTIONS', mount, preflight] as const,
  ]),
  ...Object.keys(pages).map((path) => ['GET', path] as const),
]

const cases = doors.flatMap((door) =>
  [false, true].flatMap((isLate) =>
    Object.keys(deeds)
      .filter((deed) => deed !== 'renamed')
      .flatMap((deed) =>
        ways.map(([method, path, headers = {}]) => ({
          door,
          isLate,
          deed,
          method,
          path,
          headers,
          title: `${door.name}, ${isLate ? 'a store that is away' : 'a store at once'}: ${deed}, ${method} ${path}${
            headers === foreign ? ' from a foreign page' : headers === preflight ? ' as a preflight' : ''
          }`,
        })),
      ),
  ),
)

describe('Set-Cookie follows from what is stored', () => {
  test.each(cases)('$title', async ({ door, isLate, deed, method, path, headers }) => {
    const opened = door.open(isLate)
    const { ask, jar } = await serve(opened)
    // Who signs in begins without a session; the others have one.
    if (!deed.startsWith('signed in')) await ask('GET', '/page', { 'x-deed': 'signed in, and saved' })
    const before = new Map(jar)
    const answer = await ask(method, path, { ...headers, 'x-deed': deed })
    opened.store.isDown = false

    const stored = await opened.count()
    const who = JSON.parse((await ask('GET', '/who')).body)
    expect({ stored, who }).toEqual({ stored, who: stored === 1 ? 'ada' : null })
    // express-session sends the cookie of a session that it could not save, and takes none back.
    if (door.isDropIn) return
    const cookies = setCookieOf(answer).filter((cookie) => !cookie.startsWith('other='))
    // The session's and its marker, always together.
    if (stored === 1 && deed !== 'destroyed by assignment') expect(cookies).toHaveLength(2)
    if (stored === 0 && before.size > 0)
      expect(cookies).toEqual([
        expect.stringMatching(/^sid=; Max-Age=0/),
        expect.stringMatching(/^sid-stay=; Max-Age=0/),
      ])
    if (stored === 0 && before.size === 0) expect(cookies).toEqual([])
    if (cookies.length > 0) expect(answer.headers['cache-control']).toBe('no-store')
    // Nor does anything beside the cookies say otherwise.
    const announced = answer.headers['sojourn-session'] ?? ''
    const none = cookies.length > 0 ? /^none$/ : /^(none)?$/
    expect(announced).toMatch(stored === 0 ? none : cookies.length > 0 ? /^active; / : /^(?!none)/)
    const hasRead = deed !== 'destroyed by assignment'
    if (hasRead) expect(answer.headers.vary).toContain('Cookie')
  })
})
