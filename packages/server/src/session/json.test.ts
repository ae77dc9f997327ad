import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlainObject, setOwn } from './json.ts'

describe('setOwn', () => {
  it('sets any key as data, __proto__ too', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant('__proto__')), (key) => {
        const target = {}
        setOwn(target, key, { polluted: true })
        expect(Object.keys(target)).toEqual([key])
        expect('polluted' in target).toBe(false)
      }),
    )
  })
})

describe('isPlainObject', () => {
  it.each([{}, Object.create(null)])('%o is one', (value) => expect(isPlainObject(value)).toBe(true))
  it.each([null, [], new Date(), new Map(), () => {}, 'x', 5, undefined, Object.create({})])(
    '%o is none',
    (value) => {
      expect(isPlainObject(value)).toBe(false)
    },
  )
})
