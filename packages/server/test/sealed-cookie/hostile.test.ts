import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RequestCookies } from '../../src/core/carrier/request-cookies.ts'
import { sealedCookieCarrier } from '../../src/core/carrier/sealed-cookie.ts'
import { fromSealedText, toSealedText } from '../../src/core/carrier/sealed-record.ts'
import { toPolicy } from '../../src/core/options/policy.ts'
import { sealer } from '../../src/crypto/node-sealer.ts'
import type { Sealer } from '../../src/crypto/port.ts'
import { memoryStore, type SessionRecord } from '../../src/index.ts'
import { manualClock } from '../../src/testing/index.ts'
import { secret } from '../app.ts'
import { counted } from '../counted-text.ts'
import { hostileRequests } from '../hostile-requests.ts'

const size = 15_000
const fill = (unit: string): string => unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
/** The format, the key and a nonce: as much as anybody sees of a cookie of their own. */
const prefix = sealer(secret, 'sojourn sealed cookie').seal('', 'sid').slice(0, 20)

const cookies: readonly (readonly [string, string])[] = [
  ['forged ones of the right key', fill(`sid=1${prefix}${'A'.repeat(60)}; `)],
  ['first parts without others', fill(`sid=4${prefix}; `)],
  ['parts without a first one', fill('sid.1=a; sid.2=b; sid.3=c; ')],
  ['a first part, and many of every number', `sid=4${prefix}; ${fill('sid.1=a; sid.2=b; sid.3=c; ')}`],
  [
    'four first parts, and many others',
    `${`sid=4${prefix}; `.repeat(4)}${fill(`sid.1=${prefix.slice(4, 12)}; `)}`,
  ],
  ['names that begin as ours', fill('sid.')],
  ['one as long as a cookie may be', `sid=1${prefix}${'A'.repeat(4000)}; sid=1${prefix}${'B'.repeat(4000)}`],
  ...hostileRequests.flatMap(({ name, headers }) =>
    headers.cookie === undefined ? [] : [[name, headers.cookie] as const],
  ),
]

/** A carrier that counts how many characters it had decrypted. */
function counting(secrets: readonly string[]) {
  const opened: number[] = []
  const sealers = secrets.map((each): Sealer => {
    const { seal, open } = sealer(each, 'sojourn sealed cookie')
    return {
      seal,
      open(sealed, context) {
        opened.push(sealed.length)
        return open(sealed, context)
      },
    }
  })
  const policy = toPolicy({ secret, clock: manualClock(), store: memoryStore() })
  const [first, ...others] = sealers
  if (first === undefined) throw new Error('a secret is needed')
  return { opened, policy, carrier: sealedCookieCarrier(policy, [first, ...others]) }
}

describe('hostile cookies', () => {
  test.each(cookies)('%s: no session, and the text is gone over a few times', async (_name, cookie) => {
    const { opened, policy, carrier } = counting([secret, `another ${secret}`])
    const seen = counted(cookie)
    const request = { cookieHeader: seen.text, path: '/', isSecure: false, raw: undefined }
    const requestCookies = new RequestCookies(request, policy.cookie(undefined))
    expect(await carrier.find(requestCookies, policy)).toBeUndefined()
    carrier.glance(requestCookies, 0)
    carrier.clear(requestCookies)
    // Our names, plain and prefixed; three numbers for each of four first parts; once more to clear them.
    expect(seen.looks()).toBeLessThan(20 * cookie.length)
    // Four are tried, by each of two keys.
    expect(opened.length).toBeLessThanOrEqual(8)
  })

  test('of any kind are no session, and no error', async () => {
    const { policy, carrier } = counting([secret])
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.base64String({ maxLength: 60 }).map((text) => prefix + text),
    )
    const pair = fc
      .tuple(fc.constantFrom('sid', '__Host-sid', 'sid.1', 'sid.2', 'sid.3', 'sid.9'), fc.nat(9), part)
      .map(([name, count, value]) => `${name}=${count}${value}`)
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { maxLength: 8 }), fc.boolean(), async (pairs, isSecure) => {
        const request = { cookieHeader: pairs.join('; '), path: '/', isSecure, raw: undefined }
        const requestCookies = new RequestCookies(request, policy.cookie(undefined))
        expect(await carrier.find(requestCookies, policy)).toBeUndefined()
      }),
      { numRuns: 500 },
    )
  })
})

const time = fc.integer({ min: 0, max: 4e12 })
const record: fc.Arbitrary<SessionRecord> = fc.record({
  version: fc.integer({ min: 1 }),
  id: fc.string(),
  data: fc.json().map((text) => text.replaceAll('\n', '')),
  createdAt: time,
  expiresAt: time,
  endsAt: fc.option(time),
  idleTimeout: time,
  persistent: fc.boolean(),
  // Any text, half a surrogate pair too.
  subject: fc.option(fc.string({ unit: fc.constantFrom('a', '\n', '"', '\ud800', '\udc00', '你') })),
})

test('a record comes back from its text, also through UTF-8', () => {
  fc.assert(
    fc.property(record, (each) => {
      const text = toSealedText(each)
      expect(fromSealedText(text)).toEqual(each)
      expect(Buffer.from(text).toString()).toBe(text)
    }),
  )
})

test.each([
  '',
  '\n',
  'null\n{}',
  '[]\n{}',
  '[1,"id",0,0,null,0,true]\n{}',
  '["1","id",0,0,null,0,true,null]\n{}',
  '{',
])('the text %j, which another version may have sealed, is no record', (text) => {
  expect(fromSealedText(text)).toBeUndefined()
})
