import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cookieValues } from './parse.ts'

const anyHeader = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(fc.constantFrom('sid', '=', ';', ' ', '"', '\t', ',', 'x', 'sid=', '%'), { maxLength: 60 })
    .map((parts) => parts.join('')),
)
const value = fc.stringMatching(/^[\w.-]{1,80}$/)
const otherPair = fc
  .tuple(
    fc.constantFrom('a', 'asid', 'sid2', 'Sid', 'si', 'xsid', '__Host-sid'),
    fc.stringMatching(/^[\w= ",]{0,20}$/),
  )
  .map(([name, text]) => `${name}=${text}`)

describe('cookieValues', () => {
  it('takes any header and never throws, and finds at most four', () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        expect(cookieValues(header, 'sid').length).toBeLessThanOrEqual(4)
      }),
    )
  })

  it('finds its own among any others, wherever it stands, quoted or not, and in order', () => {
    fc.assert(
      fc.property(
        fc.array(otherPair, { maxLength: 8 }),
        fc.array(fc.tuple(value, fc.boolean(), fc.nat()), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('; ', ';', ' ;\t'),
        (others, own, separator) => {
          const pairs = [...others]
          let at = 0
          for (const [text, isQuoted, gap] of own) {
            at = Math.min(pairs.length, at + (gap % 3))
            pairs.splice(at, 0, isQuoted ? `sid="${text}"` : `sid=${text}`)
            at += 1
          }
          expect(cookieValues(pairs.join(separator), 'sid')).toEqual(own.map(([text]) => text))
        },
      ),
    )
  })

  it.each([
    [undefined, []],
    ['', []],
    ['sid', []],
    ['sid=', ['']],
    ['sid=a=b', ['a=b']],
    ['xsid=1; sidx=2; sid2=3; SID=4', []],
    ['a=sid=1', []],
    ['a="b; sid=1"', ['1"']],
    ['sid=1; sid=2; sid=3; sid=4; sid=5', ['1', '2', '3', '4']],
    ['sid="', ['"']],
    ['sid=""', ['']],
    ['  sid =1', []],
    [`sid=${'x'.repeat(4097)}; sid=1`, ['1']],
  ])('reads %j', (header, values) => {
    expect(cookieValues(header, 'sid')).toEqual(values)
  })
})
