import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crypto as node } from './node.ts'
import { crypto as web } from './web.ts'

const secret = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.uint8Array({ minLength: 1, maxLength: 200 }),
)

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
