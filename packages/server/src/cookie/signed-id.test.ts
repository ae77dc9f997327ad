import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crypto } from '#crypto'
import type { Signer } from '../crypto/port.ts'
import { fitsCookie, isSigned, signId, splitSignedId } from './signed-id.ts'

const [first, second] = ['first', 'second'].map((name) =>
  crypto.signer(`${name} secret, long enough for a test`),
)
if (first === undefined || second === undefined) throw new Error('no signers')

/** The sid of a value that one of the signers signed. */
async function openSignedId(value: string, signers: readonly Signer[]): Promise<string | undefined> {
  const signed = splitSignedId(value)
  return signed !== undefined && (await isSigned(signed, signers)) ? signed.sid : undefined
}

const sid = fc.stringMatching(/^[!#-+\--:<-[\]-~]{1,100}$/)

describe('a signed sid', () => {
  it('opens with the secret that signed it, wherever it stands among others', async () => {
    await fc.assert(
      fc.asyncProperty(sid, async (id) => {
        const value = await signId(id, [first, second])
        expect(await openSignedId(value, [first])).toBe(id)
        expect(await openSignedId(value, [second, first])).toBe(id)
        expect(await openSignedId(value, [second])).toBeUndefined()
      }),
    )
  })

  it('does not open once a single character is changed, cut or added', async () => {
    await fc.assert(
      fc.asyncProperty(sid, fc.nat(), fc.constantFrom('change', 'cut', 'add'), async (id, at, how) => {
        const value = await signId(id, [first])
        const position = at % value.length
        const other = value[position] === 'A' ? 'B' : 'A'
        const rest = value.slice(position + 1)
        const forged = { change: other + rest, cut: rest, add: `A${value[position]}${rest}` }[how]
        expect(await openSignedId(value.slice(0, position) + forged, [first])).not.toBe(id)
      }),
    )
  })

  it('is nothing but what we signed: any other text opens to nothing, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 6000 }), async (value) => {
        expect(await openSignedId(value, [first, second])).toBeUndefined()
        expect(await openSignedId(`${value}.${'A'.repeat(43)}`, [first])).toBeUndefined()
      }),
    )
  })

  it.each(['é', 'a b', 'a;b', 'a"b', 'a,b', 'a\\b', '\u0000', 'x'.repeat(1025), ''])(
    'of %j opens to nothing, even where the signature is right',
    async (id) => {
      expect(await openSignedId(await signId(id, [first]), [first])).toBeUndefined()
    },
  )

  it('may be 1024 characters long', async () => {
    const id = 'x'.repeat(1024)
    expect(await openSignedId(await signId(id, [first]), [first])).toBe(id)
  })

  it('is told from its signature by a dot, and by nothing else', async () => {
    const value = await signId('abc', [first])
    expect(await openSignedId(value.replace('.', '-'), [first])).toBeUndefined()
  })

  it('opens to nothing without secrets', async () => {
    expect(await openSignedId(await signId('abc', [first]), [])).toBeUndefined()
  })

  describe('where signatures are checked later', () => {
    /** As Web Crypto answers: by promises. */
    const later = (signer: Signer): Signer => ({
      sign: async (text) => signer.sign(text),
      verify: async (text, signature) => signer.verify(text, signature),
    })

    it('opens with the secret that signed it, wherever it stands among others', async () => {
      const value = await signId('abc', [later(first), later(second)])
      expect(await openSignedId(value, [later(first)])).toBe('abc')
      expect(await openSignedId(value, [later(second), later(first)])).toBe('abc')
      expect(await openSignedId(value, [later(second), first])).toBe('abc')
      expect(await openSignedId(value, [second, later(first)])).toBe('abc')
      expect(await openSignedId(value, [later(second)])).toBeUndefined()
      expect(await openSignedId(value, [later(second), later(second)])).toBeUndefined()
    })

    it('asks each secret once, and none after the one that signed it', async () => {
      const asked: string[] = []
      const noting = (name: string, signer: Signer): Signer => ({
        ...later(signer),
        verify: async (text, signature) => {
          asked.push(name)
          return signer.verify(text, signature)
        },
      })
      const value = await signId('abc', [first])
      await openSignedId(value, [noting('one', second), noting('two', first), noting('three', first)])
      expect(asked).toEqual(['one', 'two'])
    })
  })
})

it.each([
  ['every printable character that a cookie may hold', "!#$%&'()*+-./:<=>?@[]^_`{|}~09azAZ", true],
  ['a space in front', ' a', false],
  ['a space behind', 'a ', false],
  ['a line break behind', 'a\n', false],
  ['nothing', '', false],
])('fits a cookie or not: %s', (_, sid, fits) => expect(fitsCookie(sid)).toBe(fits))
