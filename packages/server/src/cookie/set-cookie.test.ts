import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CookieAttributes, clearCookie, setCookie } from './set-cookie.ts'

const plain: CookieAttributes = {
  path: '/',
  domain: undefined,
  httpOnly: false,
  secure: false,
  sameSite: undefined,
  priority: undefined,
  partitioned: false,
}

const maxAgeOf = (text: string): number => Number(/; Max-Age=(\d+)/.exec(text)?.[1])

describe('setCookie', () => {
  it.each<[Partial<CookieAttributes>, string]>([
    [{}, '; Path=/'],
    [{ path: '/app' }, '; Path=/app'],
    [{ domain: 'example.com' }, '; Path=/; Domain=example.com'],
    [{ httpOnly: true }, '; Path=/; HttpOnly'],
    [{ secure: true }, '; Path=/; Secure'],
    [{ sameSite: 'lax' }, '; Path=/; SameSite=Lax'],
    [{ sameSite: 'strict' }, '; Path=/; SameSite=Strict'],
    [{ sameSite: 'none' }, '; Path=/; SameSite=None'],
    [{ priority: 'low' }, '; Path=/; Priority=Low'],
    [{ priority: 'medium' }, '; Path=/; Priority=Medium'],
    [{ priority: 'high' }, '; Path=/; Priority=High'],
    [{ partitioned: true }, '; Path=/; Partitioned'],
  ])('says %o', (attributes, text) => {
    expect(setCookie('sid', 'v', { ...plain, ...attributes }, undefined)).toBe(`sid=v${text}`)
  })

  it('lasts no shorter than asked, and less than a second longer', () => {
    fc.assert(
      fc.property(fc.nat(400 * 86_400_000), (maxAge) => {
        const longer = maxAgeOf(setCookie('sid', 'v', plain, maxAge)) * 1000 - maxAge
        expect(longer).toBeGreaterThanOrEqual(0)
        expect(longer).toBeLessThan(1000)
      }),
    )
  })

  it.each([
    [0, 0],
    [-5000, 0],
    [1, 1],
    [1000, 1],
    [1001, 2],
    [401 * 86_400_000, 400 * 86_400],
    [Number.POSITIVE_INFINITY, 400 * 86_400],
  ])('of %d ms says %d s', (maxAge, seconds) => {
    expect(maxAgeOf(setCookie('sid', 'v', plain, maxAge))).toBe(seconds)
  })
})

describe('clearCookie', () => {
  it('repeats the scope and all else of the cookie that was set, and is past', () => {
    const boolean = fc.boolean()
    const attributes = fc.record<CookieAttributes>({
      path: fc.constantFrom('/', '/app'),
      domain: fc.constantFrom(undefined, 'example.com'),
      httpOnly: boolean,
      secure: boolean,
      sameSite: fc.constantFrom('lax', 'strict', 'none', undefined),
      priority: fc.constantFrom('low', 'medium', 'high', undefined),
      partitioned: boolean,
    })
    fc.assert(
      fc.property(attributes, (scope) => {
        const past = '; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT'
        const set = setCookie('sid', '', scope, undefined)
        expect(clearCookie('sid', scope)).toBe(set.replace('sid=', `sid=${past}`))
      }),
    )
  })
})
