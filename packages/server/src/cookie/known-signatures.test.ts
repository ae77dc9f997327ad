import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { KnownSignatures } from './known-signatures.ts'

const digest = (text: string): string => hash('sha256', text, 'base64url')
const visitor = (number: number): [key: string, signature: string] => [
  digest(`sid ${number}`),
  digest(`signature ${number}`),
]

describe('the signatures that were verified lately', () => {
  it('are known once they were added, and not before', () => {
    const known = new KnownSignatures()
    const [key, signature] = visitor(1)
    expect(known.has(key, signature)).toBe(false)
    known.add(key, signature)
    expect(known.has(key, signature)).toBe(true)
    expect(known.has(...visitor(2))).toBe(false)
  })

  it('are known no more once a single character of the key or the signature is another', () => {
    const known = new KnownSignatures()
    const [key, signature] = visitor(1)
    known.add(key, signature)
    const other = (text: string, at: number): string =>
      text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
    for (let at = 0; at < 43; at++) {
      expect(known.has(other(key, at), signature)).toBe(false)
      expect(known.has(key, other(signature, at))).toBe(false)
      // The table keeps bytes: a character with the same low byte is another one.
      const wide = String.fromCharCode(signature.charCodeAt(at) + 0x100)
      expect(known.has(key, signature.slice(0, at) + wide + signature.slice(at + 1))).toBe(false)
    }
    for (const text of ['', signature.slice(1), `${signature}A`]) {
      expect(known.has(key, text)).toBe(false)
      expect(known.has(text, signature)).toBe(false)
    }
  })

  it('never go with the key of another', () => {
    const known = new KnownSignatures()
    const [[key, signature], [otherKey, otherSignature]] = [visitor(1), visitor(2)]
    known.add(key, signature)
    known.add(otherKey, otherSignature)
    expect(known.has(key, otherSignature)).toBe(false)
    expect(known.has(otherKey, signature)).toBe(false)
  })

  it('are nothing where an entry is empty', () => {
    const known = new KnownSignatures()
    known.add(...visitor(1))
    expect(known.has('\0'.repeat(43), '\0'.repeat(43))).toBe(false)
  })

  it('of one key may be two, as when a cookie signed with an older secret is still about', () => {
    const known = new KnownSignatures()
    const [key, signature] = visitor(1)
    known.add(key, digest('signed with the older secret'))
    known.add(key, signature)
    expect(known.has(key, signature)).toBe(true)
    expect(known.has(key, digest('signed with the older secret'))).toBe(true)
  })

  it('are remembered of ten thousand visitors, but for a few', () => {
    const known = new KnownSignatures()
    const visitors = Array.from({ length: 10_000 }, (_, number) => visitor(number))
    for (const each of visitors) known.add(...each)
    expect(visitors.filter((each) => !known.has(...each)).length).toBeLessThan(50)
  })

  it('are forgotten in turn, so that they never take more room', () => {
    const known = new KnownSignatures()
    for (let number = 0; number < 200_000; number++) known.add(...visitor(number))
    expect(known.has(...visitor(199_999))).toBe(true)
    expect(known.has(...visitor(0))).toBe(false)
  })
})
