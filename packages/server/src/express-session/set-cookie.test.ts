import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Cookie, type CookieOptions } from './cookie.ts'
import { toSetCookie, toSetCookieOf } from './set-cookie.ts'

const options: fc.Arbitrary<CookieOptions> = fc.record(
  {
    expires: fc.oneof(
      fc.date({ min: new Date(0), max: new Date('2100'), noInvalidDate: true }),
      fc.constantFrom(null, false),
    ),
    domain: fc.constantFrom('example.com', 'no domain', false as never),
    path: fc.constantFrom('/', '/admin', 'a;b', ''),
    httpOnly: fc.boolean(),
    secure: fc.boolean(),
    partitioned: fc.boolean(),
    priority: fc.constantFrom('low', 'high', 'odd' as never),
    sameSite: fc.constantFrom(true, false, 'lax', 'none', 'odd' as never),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<CookieOptions>

function resultOf(write: () => string): unknown {
  try {
    return write()
  } catch (error) {
    return error
  }
}

test('what is kept from one cookie to the next changes no byte of it', () => {
  const cookies = fc.array(fc.tuple(fc.string(), options), { maxLength: 6 })
  fc.assert(
    fc.property(fc.constantFrom('connect.sid', 'two words'), cookies, (name, all) => {
      const write = toSetCookieOf(name)
      for (const [value, each] of all) {
        const { data } = new Cookie(each)
        expect(resultOf(() => write(value, data))).toEqual(resultOf(() => toSetCookie(name, value, data)))
      }
    }),
  )
})
