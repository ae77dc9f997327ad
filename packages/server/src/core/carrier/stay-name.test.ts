import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitsCookie } from '../../cookie/signed-id.ts'
import { stayName } from './stay-name.ts'

test.each([
  ['AZaz09-_', 'AZaz09-_'],
  ['a; max-age=1', 'a%3B%20max-age%3D1'],
  ['a\r\nSet-Cookie: x=y', 'a%0D%0ASet-Cookie%3A%20x%3Dy'],
  ['\ud800', '%EF%BF%BD'],
  ['😀', '%F0%9F%98%80'],
  ['', undefined],
  [undefined, undefined],
  [7, undefined],
])('of the id %j it says %j', (id, name) => expect(stayName(id)).toBe(name))

test('whatever a store gives back, a header and a cookie can hold it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 50 }), (id) => {
      expect(stayName(id)).toSatisfy((name: string) => fitsCookie(name) && !name.includes('='))
    }),
  )
})
