import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { isPlainObject } from '../session/json.ts'
import { merge, type ResolveConflict } from './merge.ts'

type Data = Record<string, unknown>

const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'toString')
const { data } = fc.letrec<{ data: Data; value: unknown }>((tie) => ({
  // As JSON text makes it: `__proto__` is an own key.
  data: fc
    .array(fc.tuple(key, tie('value')), { maxLength: 4 })
    .map((entries) =>
      JSON.parse(`{${entries.map(([name, value]) => `"${name}":${JSON.stringify(value)}`).join(',')}}`),
    ),
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, 0, 1, 'x', true),
    fc.array(fc.constantFrom(1, 'x', null), { maxLength: 3 }),
    tie('data'),
  ),
}))

/** Whether two values are the same JSON, whatever the order of keys. */
function isSame(one: unknown, other: unknown): boolean {
  if (!isPlainObject(one) || !isPlainObject(other)) return JSON.stringify(one) === JSON.stringify(other)
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  )
}

const text = (value: unknown): string => JSON.stringify(value)

describe('merge', () => {
  it('is the other side where one side changed nothing', () => {
    fc.assert(
      fc.property(data, data, (base, changed) => {
        expect(isSame(merge(base, changed, base), changed)).toBe(true)
        expect(isSame(merge(base, base, changed), changed)).toBe(true)
      }),
    )
  })

  it('changes none of its arguments, and no prototype', () => {
    fc.assert(
      fc.property(data, data, data, (base, ours, stored) => {
        const before = [base, ours, stored].map(text)
        const prototype = Object.getOwnPropertyNames(Object.prototype)
        const merged = merge(base, ours, stored)
        expect([base, ours, stored].map(text)).toEqual(before)
        expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
        expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(prototype)
      }),
    )
  })

  it('says the same whoever comes first, where whoever decides does not look at that', () => {
    const lower: ResolveConflict = ({ ours, stored }) => (text(ours) < text(stored) ? ours : stored)
    fc.assert(
      fc.property(data, data, data, (base, ours, stored) => {
        fc.pre(!text({ base, ours, stored }).includes('['))
        expect(isSame(merge(base, ours, stored, lower), merge(base, stored, ours, lower))).toBe(true)
      }),
    )
  })

  it('keeps what both added under different keys, at any depth', () => {
    const path = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 })
    fc.assert(
      fc.property(path, (keys) => {
        const nest = (inner: Data): Data =>
          keys.reduceRight<Data>((value, name) => ({ [name]: value }), inner)
        const merged = merge(nest({ base: 0 }), nest({ base: 0, ours: 1 }), nest({ base: 0, theirs: 2 }))
        expect(merged).toEqual(nest({ base: 0, ours: 1, theirs: 2 }))
      }),
    )
  })

  it('keeps two objects that both sides began, where they do not contradict each other', () => {
    expect(merge({}, { cart: { tea: 1, same: 0 } }, { cart: { milk: 2, same: 0 } })).toEqual({
      cart: { tea: 1, milk: 2, same: 0 },
    })
  })

  it('keeps what both appended, theirs first, at any depth, equal or not', () => {
    const items = fc.array(fc.constantFrom(1, 2, 'x', null), { maxLength: 4 })
    fc.assert(
      fc.property(items, items, items, fc.boolean(), (base, ours, theirs, isDeep) => {
        const nest = (log: unknown[]): Data => (isDeep ? { a: { log } } : { log })
        const merged = merge(nest(base), nest([...base, ...ours]), nest([...base, ...theirs]))
        expect(merged).toEqual(nest([...base, ...theirs, ...ours]))
      }),
    )
  })

  it('lets a deleted key stay deleted, whatever the other changed below it', () => {
    fc.assert(
      fc.property(data, data, (below, changed) => {
        expect(merge({ a: below, b: 1 }, { b: 1 }, { a: changed, b: 2 })).toEqual({ b: 2 })
        expect(merge({ a: below, b: 1 }, { a: changed, b: 2 }, { b: 1 })).toEqual({ b: 2 })
      }),
    )
  })

  it.each([
    [{ a: 1 }, { a: 2 }, { a: 3 }, ['a'], 3, 2],
    [{ a: { b: 1 } }, { a: { b: 2 } }, { a: { b: 3 } }, ['a', 'b'], 3, 2],
    [{ a: [1, 2] }, { a: [2] }, { a: [1, 2, 3] }, ['a'], [1, 2, 3], [2]],
    [{ a: 1 }, { a: { b: 1 } }, { a: [1] }, ['a'], [1], { b: 1 }],
    [{}, { a: 1 }, { a: 2 }, ['a'], 2, 1],
    [
      {},
      { user: { id: 1, isAdmin: true } },
      { user: { id: 2 } },
      ['user'],
      { id: 2 },
      { id: 1, isAdmin: true },
    ],
    [{ user: null }, { user: { id: 1 } }, { user: { id: 2 } }, ['user'], { id: 2 }, { id: 1 }],
    [{}, { a: { b: { c: 1, d: 1 } } }, { a: { b: { c: 2 } } }, ['a'], { b: { c: 2 } }, { b: { c: 1, d: 1 } }],
  ])('of %j, %j and %j asks who stays', (base, ours, stored, path, theirs, mine) => {
    const resolve = vi.fn(({ stored: kept }: { stored: unknown }) => kept)
    expect(isSame(merge(base, ours, stored, resolve), stored)).toBe(true)
    expect(resolve).toHaveBeenCalledWith({ path, stored: theirs, ours: mine })
    expect(isSame(merge(base, ours, stored), ours)).toBe(true)
  })
})
