import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shareStructure } from './share-structure.ts'

describe('structural sharing', () => {
  test('an equal value is the previous one, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy: unknown = JSON.parse(JSON.stringify(value))
        const previous: unknown = JSON.parse(JSON.stringify(value))
        expect(shareStructure(previous, copy)).toBe(previous)
      }),
    )
  })

  test('another value is that value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (previous, next) => {
        expect(shareStructure(previous, next)).toEqual(next)
      }),
    )
  })

  test('equal parts of another value are the previous ones', () => {
    const previous = { user: { name: 'Ada' }, cart: [{ id: 1 }, { id: 2 }] }
    const next = shareStructure(previous, { user: { name: 'Ada' }, cart: [{ id: 1 }, { id: 3 }] })
    expect(next).not.toBe(previous)
    expect(next.user).toBe(previous.user)
    expect(next.cart[0]).toBe(previous.cart[0])
    expect(next.cart[1]).toEqual({ id: 3 })
  })

  test('what is no plain object is compared by identity: dates, maps, errors', () => {
    const date = new Date(1)
    expect(shareStructure({ at: new Date(0) }, { at: date }).at).toBe(date)
    expect(shareStructure(new Map([[1, 1]]), new Map())).toEqual(new Map())
  })

  test('a key named __proto__ stays a key', () => {
    const next: unknown = JSON.parse('{"__proto__":{"admin":true},"a":2}')
    const shared = shareStructure(JSON.parse('{"__proto__":{"admin":true},"a":1}'), next)
    expect(JSON.stringify(shared)).toBe('{"__proto__":{"admin":true},"a":2}')
    expect(Reflect.get(Object(shared), 'admin')).toBeUndefined()
  })
})
