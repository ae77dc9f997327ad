import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSameSignature, crypto as node } from './node.ts'
import { crypto as web } from './web.ts'

const secret = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.uint8Array({ minLength: 1, maxLength: 200 }),
)

/** RFC 4231 §4, but for the two whose data are no text: key, text, and the signature as the RFC has it. */
const vectors: [string, Uint8Array, string, string][] = [
  [
    '4.2',
    new Uint8Array(20).fill(0x0b),
    'Hi There',
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  ],
  [
    '4.3, a key shorter than the digest',
    Buffer.from('Jefe'),
    'what do ya want for nothing?',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    '4.6, of which 128 bits are given',
    new Uint8Array(20).fill(0x0c),
    'Test With Truncation',
    'a3b6167473100ee06e0c796c2955552b',
  ],
  [
    '4.7, a key longer than a block',
    new Uint8Array(131).fill(0xaa),
    'Test Using Larger Than Block-Size Key - Hash Key First',
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
  [
    '4.8, key and text longer than a block',
    new Uint8Array(131).fill(0xaa),
    'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
    '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  ],
]

/** Texts around the end of the buffer into which the signer of Node.js writes them: 1024 bytes, some of several a character. */
const atTheEnd = fc
  .tuple(
    fc.integer({ min: 1010, max: 1030 }),
    fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\ud800', '\udc00'), maxLength: 8 }),
  )
  .map(([length, end]) => 'x'.repeat(length - end.length) + end)

describe.each([
  ['node', node],
  ['web', web],
])('the %s crypto', (_name, crypto) => {
  it('signs as HMAC-SHA-256 does, whatever the length of secret and text', async () => {
    await fc.assert(
      fc.asyncProperty(secret, fc.string({ unit: 'binary', maxLength: 3000 }), async (key, text) => {
        const expected = createHmac('sha256', key).update(text).digest('base64url')
        expect(await crypto.signer(key).sign(text)).toBe(expected)
      }),
    )
  })

  it.each(vectors)('signs as RFC 4231 %s says', async (_section, key, text, expected) => {
    const signature = Buffer.from(await crypto.signer(key).sign(text), 'base64url').toString('hex')
    expect(signature.slice(0, expected.length)).toBe(expected)
  })

  it('verifies its own signatures and no other', async () => {
    await fc.assert(
      fc.asyncProperty(secret, fc.string(), fc.nat(42), async (key, text, position) => {
        const signer = crypto.signer(key)
        const signature = await signer.sign(text)
        expect(await signer.verify(text, signature)).toBe(true)
        const other = signature[position] === 'A' ? 'B' : 'A'
        const forged = signature.slice(0, position) + other + signature.slice(position + 1)
        expect(await signer.verify(text, forged)).toBe(false)
        expect(await signer.verify(`${text}.`, signature)).toBe(false)
      }),
    )
  })

  it('takes one spelling of a signature alone, though base64 is read leniently', async () => {
    const signer = crypto.signer('secret')
    const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`)
    for (const text of texts) {
      const signature = await signer.sign(text)
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      const others = [
        ...[...alphabet].map((last) => signature.slice(0, -1) + last),
        ...[
          signature.replaceAll('-', '+').replaceAll('_', '/'),
          `${signature}=`,
          ` ${signature}`,
          `${signature}\n`,
        ],
        `${signature.slice(0, 20)}\n${signature.slice(20)}`,
        // Its low byte is that of the character in its place.
        ...[0, 42].map((place) => replaceAt(signature, place, 0x100 + signature.charCodeAt(place))),
        // One that does not fit behind the others, where the comparison before left the right one.
        replaceAt(signature, 42, 0xe9),
      ]
      for (const other of others) {
        expect(await signer.verify(text, signature)).toBe(true)
        expect(await signer.verify(text, other)).toBe(other === signature)
      }
    }
  })

  it.each(['', 'short', 'é'.repeat(43), '\u0100'.repeat(43), 'A'.repeat(44)])(
    'refuses %j without throwing',
    async (signature) => {
      expect(await crypto.signer('secret').verify('text', signature)).toBe(false)
    },
  )

  it('hashes as SHA-256 does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        expect(await crypto.sha256(text)).toBe(createHash('sha256').update(text).digest('base64url'))
      }),
    )
  })

  it('makes IDs of the asked length that never repeat', () => {
    const ids = new Set(Array.from({ length: 20_000 }, () => crypto.randomId(24)))
    expect(ids.size).toBe(20_000)
    for (const id of ids) expect(id).toMatch(/^[\w-]{32}$/)
  })
})

describe('the HMAC that is written out for Node.js', () => {
  it('is that of createHmac, text after text, at the end of its buffer too', () => {
    const text = fc.oneof(atTheEnd, fc.string({ unit: 'binary', maxLength: 100 }))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(text, { maxLength: 6 }), (key, texts) => {
        const signer = node.signer(key)
        for (const each of texts) {
          const expected = createHmac('sha256', key).update(each).digest('base64url')
          expect(signer.sign(each)).toBe(expected)
          expect(signer.verify(each, expected)).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('compares as === does, of whatever length and alphabet', () => {
    const signature = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('base64url'))
    const given = fc.oneof(
      fc.string({ unit: 'binary', minLength: 40, maxLength: 46 }),
      fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀'), minLength: 40, maxLength: 44 }),
    )
    fc.assert(
      fc.property(signature, fc.option(given), fc.nat(42), (expected, other, place) => {
        const text = other ?? replaceAt(expected, place, 0x41)
        expect(isSameSignature(expected, text)).toBe(expected === text)
        expect(isSameSignature(expected, expected)).toBe(true)
      }),
      { numRuns: 5000 },
    )
  })
})

function replaceAt(text: string, place: number, code: number): string {
  return text.slice(0, place) + String.fromCharCode(code) + text.slice(place + 1)
}
