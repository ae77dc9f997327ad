import type { IncomingMessage } from 'node:http'
import { parse } from 'cookie'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signSid } from '../cookie/express-signed-id.ts'
import { sidOf } from './request-cookie.ts'
import { toSigner } from './signers.ts'

const signers = [toSigner('keyboard cat')]
const good = encodeURIComponent(signSid('good', toSigner('keyboard cat')))
const other = encodeURIComponent(signSid('other', toSigner('keyboard cat')))

function found(header: string): string | undefined {
  return sidOf({ headers: { cookie: header } } as IncomingMessage, 'sid', signers)?.sid
}

test.each([
  `sid=${good}`,
  `a=b; sid=${good}; sid=${other}`,
  `sid = ${good}`,
  `sid="${good}"`,
  `not-sid=${other}; sid=${good}`,
  `a=sid; sid=${good}`,
  `a=b;sid=${good}`,
  `a=b;  sid=${good} ; c=d`,
  `sid ; sid=${good}`,
  `sid=${decodeURIComponent(good)}`,
])('finds it in %s', (header) => {
  expect(found(header)).toBe('good')
})

test.each(['', 'sid', 'sid=', 'sid=%', 'sid=good', 'sid=s:', 'sid=s:good', `sid=${good}x`, 'a=b'])(
  'finds nothing in %j',
  (header) => {
    expect(found(header)).toBeUndefined()
  },
)

test('finds what a parse of the whole header finds', () => {
  const part = fc.constantFrom('sid', 'sid=', '=', ';', '; ', ' ', '"', 'a=b', good, other, '%', 'x')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const header = parts.join('')
      const value = parse(header).sid
      const expected = [good, other].find((each) => decodeURIComponent(each) === value)
      expect(found(header)).toBe(expected && (expected === good ? 'good' : 'other'))
    }),
    { numRuns: 2000 },
  )
})
