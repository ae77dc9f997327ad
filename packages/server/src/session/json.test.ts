import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertJson, isPlainObject, pathText, setOwn } from './json.ts'

describe('assertJson', () => {
  it('passes whatever JSON text says', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => assertJson(data)))
  })

  it('names where the culprit is, wherever it is', () => {
    const path = fc.array(fc.oneof(fc.string(), fc.nat(5)), { minLength: 1, maxLength: 6 })
    const culprit = fc.constantFrom<unknown>(
      1n,
      Symbol('s'),
      () => {},
      Number.NaN,
      new Map(),
      new Date(Number.NaN),
    )
    fc.assert(
      fc.property(path, culprit, (steps, value) => {
        const parts = ['top', ...steps.filter((step) => step !== '__proto__')]
        const data = parts.reduceRight<unknown>((inner, step) => {
          return typeof step === 'number' ? [...Array(step).fill(0), inner] : { [step]: inner }
        }, value)
        if (!isPlainObject(data)) throw new Error('no object')
        expect(() => assertJson(data)).toThrow(
          expect.objectContaining({
            code: 'not-json',
            message: expect.stringContaining(`"${pathText(parts)}"`),
          }),
        )
      }),
    )
  })

  it('passes undefined as no such key, a Date, a URL and what is held twice', () => {
    const shared = { a: [1] }
    assertJson({
      a: undefined,
      at: new Date(0),
      url: new URL('https://a.example/'),
      one: shared,
      other: shared,
    })
  })
})

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
