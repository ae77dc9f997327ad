import { createCipheriv, hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crypto as node } from './node.ts'
import { sealedLength } from './port.ts'
import { crypto as web } from './web.ts'

const secret = 'a secret for tests, long enough to seal with'
/** UTF-8 has no other: what is sealed is JSON, which spells half a surrogate pair out. */
const text = fc.string({ unit: 'binary', maxLength: 2000 }).map((each) => Buffer.from(each).toString())

/** The layout as its description has it, made with nothing of ours. */
function sealedByHand(purpose: string, nonce: Buffer, plain: string, context: string): string {
  const derived = Buffer.from(hkdfSync('sha256', secret, '', purpose, 34))
  const prefix = Buffer.concat([Buffer.from([1]), derived.subarray(32)]).toString('base64url')
  const cipher = createCipheriv('aes-256-gcm', derived.subarray(0, 32), nonce)
  cipher.setAAD(Buffer.from(prefix + context))
  const body = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return prefix + body.toString('base64url')
}

describe.each([
  ['node', node, web],
  ['web', web, node],
])('the sealer of the %s crypto', (_name, crypto, other) => {
  const sealer = crypto.sealer(secret, 'tests')

  it('opens what either crypto has sealed, and nothing shows in between', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.string({ unit: 'grapheme' }), async (plain, context) => {
        const sealed = await sealer.seal(plain, context)
        expect(sealed).toMatch(/^[\w-]+$/)
        expect(sealed).toHaveLength(sealedLength(Buffer.byteLength(plain)))
        expect(await sealer.open(sealed, context)).toBe(plain)
        expect(await other.sealer(secret, 'tests').open(sealed, context)).toBe(plain)
      }),
      { numRuns: 50 },
    )
  })

  it('opens what was sealed by hand', async () => {
    const sealed = sealedByHand('tests', Buffer.alloc(12, 7), 'Grüße, 你好', 'sid')
    expect(await sealer.open(sealed, 'sid')).toBe('Grüße, 你好')
  })

  // Written down once: cookies that browsers have must open after every update.
  it('opens what the first release sealed', async () => {
    expect(await sealer.open(firstRelease, 'sid')).toBe('["a",1]\n{"user":"ann"}')
  })

  it('draws another nonce each time', async () => {
    const sealed = await Promise.all(Array.from({ length: 2000 }, () => sealer.seal('same', 'sid')))
    expect(new Set(sealed.map((each) => each.slice(4, 20))).size).toBe(2000)
  })

  it('opens nothing where a single bit is another', async () => {
    const sealed = await sealer.seal('{"user":"ann"}', 'sid')
    const bytes = Buffer.from(sealed, 'base64url')
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const forged = Buffer.from(bytes)
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(await sealer.open(forged.toString('base64url'), 'sid')).toBeUndefined()
    }
  })

  it('opens nothing that is longer or shorter, at either end', async () => {
    const sealed = await sealer.seal('{"user":"ann"}', 'sid')
    for (let length = 0; length < sealed.length; length++) {
      expect(await sealer.open(sealed.slice(0, length), 'sid')).toBeUndefined()
      expect(await sealer.open(sealed.slice(sealed.length - length), 'sid')).toBeUndefined()
    }
    for (const more of ['A', 'AAAA', '=', ' ', '\n', '.', '\0'])
      expect(await sealer.open(sealed + more, 'sid')).toBeUndefined()
  })

  it('takes one spelling alone, though base64 is read leniently', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const plain of ['', 'a', 'ab', 'abc']) {
      const sealed = await sealer.seal(plain, 'sid')
      const spellings = [
        ...[...alphabet].map((last) => sealed.slice(0, -1) + last),
        `${sealed}==`,
        `${sealed.slice(0, 20)}\n${sealed.slice(20)}`,
        sealed.slice(0, 20) + String.fromCharCode(0x100 + sealed.charCodeAt(20)) + sealed.slice(21),
      ]
      const opened = await Promise.all(spellings.map((each) => sealer.open(each, 'sid')))
      expect(opened.filter((each) => each !== undefined)).toEqual([plain])
    }
  })

  it('opens nothing for another context, purpose, secret, or format', async () => {
    const sealed = await sealer.seal('{}', 'sid')
    expect(await sealer.open(sealed, '__Host-sid')).toBeUndefined()
    expect(await crypto.sealer(secret, 'another').open(sealed, 'sid')).toBeUndefined()
    expect(await crypto.sealer(`${secret}.`, 'tests').open(sealed, 'sid')).toBeUndefined()
    const format = Buffer.from(sealed.slice(0, 4), 'base64url')
    for (const version of [0, 2, 255]) {
      format[0] = version
      expect(await sealer.open(format.toString('base64url') + sealed.slice(4), 'sid')).toBeUndefined()
    }
  })

  it('opens no text that it did not seal, and throws for none', async () => {
    const prefix = (await sealer.seal('', '')).slice(0, 4)
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.base64String(),
        async (any, base64) => {
          for (const forged of [any, prefix + any, prefix + base64, prefix + 'A'.repeat(any.length)])
            expect(await sealer.open(forged, 'sid')).toBeUndefined()
        },
      ),
    )
  })
})

const firstRelease = 'AXzJK_JmhkVylxcw2h7MCFJ_bmi6oRYGpb57_q1O5Nt0RA_-t7-xbw6JMUZpxY_CiPOOHLM'
