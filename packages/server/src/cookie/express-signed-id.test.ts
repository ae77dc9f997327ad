import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crypto } from '../crypto/node.ts'
import { openExpressSignedId } from './express-signed-id.ts'

const signers = [crypto.signer('new'), crypto.signer('old')]

function signed(sid: string, secret: string): string {
  return `s:${sid}.${createHmac('sha256', secret).update(sid).digest('base64').replace(/=+$/, '')}`
}

test('any sid comes out as express-session signed it, by either secret, encoded or not', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.constantFrom('new', 'old'),
      fc.boolean(),
      (sid, secret, isEncoded) => {
        const value = signed(sid, secret)
        // A sid with a percent sign needs the encoding, or it is decoded for the second time.
        const sent = isEncoded || sid.includes('%') ? encodeURIComponent(value) : value
        expect(openExpressSignedId(sent, signers)).toBe(sid)
      },
    ),
  )
})

test.each([
  ['another secret', signed('sid', 'another')],
  ['no prefix', signed('sid', 'new').slice(2)],
  ['no signature', 's:sid'],
  ['an empty sid', signed('', 'new')],
  ['one character less', signed('sid', 'new').slice(0, -1)],
  ['padding', `${signed('sid', 'new')}=`],
  ['broken percent-encoding', `s:sid.${'%'.repeat(43)}`],
  ['nothing', ''],
])('%s opens nothing', (_name, value) => {
  expect(openExpressSignedId(value, signers)).toBeUndefined()
})
