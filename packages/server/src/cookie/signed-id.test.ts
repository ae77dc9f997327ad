import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crypto } from '#crypto'
import { openSignedId, signId } from './signed-id.ts'

const [first, second] = ['first', 'second'].map((name) =>
  crypto.signer(`${name} secret, long enough for a test`),
)
if (first === undefined || second === undefined) throw new Error('no signers')

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
})
