import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { isPlainObject } from './json.ts'
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
const asText = (value: Data): Data => JSON.parse(text(value))

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

  it('keeps one object whole where both sides changed one leaf of it, and merges what is around it', () => {
    const base = { a: { user: { id: 1 }, n: 1 } }
    const ours = { a: { user: { id: 2 }, n: 1, mine: 1 } }
    const stored = { a: { user: { id: 3, isAdmin: true }, n: 2 } }
    expect(merge(base, ours, stored)).toEqual({ a: { user: { id: 2 }, n: 2, mine: 1 } })
    expect(merge(base, ours, stored, (conflict) => conflict.stored)).toEqual({
      a: { user: { id: 3, isAdmin: true }, n: 2, mine: 1 },
    })
  })

  it('lets no sibling of a contested leaf come from the other side, at any depth below the top', () => {
    const leaf = fc.option(fc.nat(2), { nil: undefined })
    const inner = fc.record({ x: leaf, y: leaf, z: leaf }).map(asText)
    const outer = fc.record({ x: leaf, y: leaf, in: inner }).map(asText)
    const dense = fc.record({ a: outer, b: inner, c: leaf }).map(asText)
    fc.assert(
      fc.property(dense, dense, dense, fc.boolean(), (base, ours, stored, isOurs) => {
        const merged = merge(base, ours, stored, (conflict) => (isOurs ? conflict.ours : conflict.stored))
        const winner = isOurs ? ours : stored
        const check = (
          ...[before, mine, theirs, kept, won]: [unknown, unknown, unknown, unknown, unknown]
        ): void => {
          if (!isPlainObject(before) || !isPlainObject(mine) || !isPlainObject(theirs)) return
          if (!isPlainObject(kept) || !isPlainObject(won))
            throw new Error('an object is gone that both sides have')
          for (const name of Object.keys(before)) {
            if (![mine, theirs].every((side) => Object.hasOwn(side, name))) continue
            const [b, m, t] = [before[name], mine[name], theirs[name]]
            if (isPlainObject(m) && isPlainObject(t)) check(b, m, t, kept[name], won[name])
            else if (Array.isArray(m) && Array.isArray(t)) continue
            else if (before !== base && !isSame(b, m) && !isSame(b, t) && !isSame(m, t)) {
              expect(isSame(kept, won)).toBe(true)
            }
          }
        }
        check(base, ours, stored, merged, winner)
      }),
      { numRuns: 2000 },
    )
  })

  it('makes no user of two, whatever the one was that both found', () => {
    const user = fc.record(
      { id: fc.nat(3), name: fc.string(), role: fc.constantFrom('user', 'admin'), isAdmin: fc.boolean() },
      { requiredKeys: ['id'] },
    )
    fc.assert(
      fc.property(
        fc.option(user, { nil: undefined }),
        user,
        user,
        fc.boolean(),
        (base, ours, stored, isDeep) => {
          fc.pre(new Set([base?.id, ours.id, stored.id]).size === 3)
          const nest = (value: unknown): Data => (isDeep ? { a: { user: value, n: 1 } } : { user: value })
          const merged = merge(base === undefined ? nest(undefined) : nest(base), nest(ours), nest(stored))
          expect(merged).toEqual(nest(ours))
        },
      ),
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

  it('takes no object for another one that only lost keys, or only won some', () => {
    expect(merge({ a: { x: 1, y: 1 } }, { a: { y: 1 } }, { a: { x: 1, y: 2, z: 3 } })).toEqual({
      a: { y: 2, z: 3 },
    })
    expect(merge({ a: { x: 1 } }, { a: { x: 1, y: 1 } }, { a: {} })).toEqual({ a: { y: 1 } })
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
    [{ a: { b: 1 } }, { a: { b: 2 } }, { a: { b: 3 } }, ['a'], { b: 3 }, { b: 2 }],
    [{ a: { b: 1 } }, { a: { b: { c: 1 } } }, { a: { b: 2 } }, ['a'], { b: 2 }, { b: { c: 1 } }],
    [{ a: { b: [1] } }, { a: { b: [2] } }, { a: { b: [3] } }, ['a'], { b: [3] }, { b: [2] }],
    [
      { user: { id: 1 } },
      { user: { id: 2, role: 'admin', isAdmin: true } },
      { user: { id: 3, role: 'user' } },
      ['user'],
      { id: 3, role: 'user' },
      { id: 2, role: 'admin', isAdmin: true },
    ],
    [
      { user: { id: 1, name: 'Ann' } },
      { user: { id: 2, role: 'guest' } },
      { user: { id: 1, name: 'Ann', isAdmin: true } },
      ['user'],
      { id: 1, name: 'Ann', isAdmin: true },
      { id: 2, role: 'guest' },
    ],
    [
      { a: { user: { id: 1, n: 1 } } },
      { a: { user: { id: 2, n: 1 } } },
      { a: { user: { id: 3, n: 1, m: 1 } } },
      ['a', 'user'],
      { id: 3, n: 1, m: 1 },
      { id: 2, n: 1 },
    ],
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

/** As a document database hands one out. */
class ObjectId {
  readonly #hex: string
  constructor(hex: string) {
    this.#hex = hex
  }
  toJSON(): string {
    return this.#hex
  }
}

/** An instance whose JSON is the object of its fields. */
class Point {
  readonly x: number
  readonly y: number
  constructor(x: number, y: number) {
    this.x = x
    this.y = y
  }
}

describe('values that JSON does not know', () => {
  const values = () => ({
    at: new Date(5),
    id: new ObjectId('a1'),
    bytes: Buffer.from('x'),
    point: new Point(1, 2),
    boxed: Object(5),
    list: [new Date(6), { at: new Date(7) }],
    deep: { at: new Date(8), list: [new ObjectId('b2')] },
  })
  const merged = (ours: Data, stored: Data): Data => merge(asText(values()), ours, stored)

  it('are what they are where nobody changed them', () => {
    const stored = { ...values(), theirs: 1 }
    const result = merged({ ...values(), mine: 1 }, stored)
    expect(result).toEqual({ ...stored, mine: 1 })
    expect(result.at).toBe(stored.at)
    expect(result.id).toBe(stored.id)
    expect(result.bytes).toBe(stored.bytes)
    expect(result.point).toBe(stored.point)
    expect(result.boxed).toBe(stored.boxed)
    expect(Object(result.list)[1].at).toBe(Object(stored.list[1]).at)
    expect(Object(result.deep).list[0]).toBe(stored.deep.list[0])
  })

  it.each<[string, Data, Data, Data]>([
    ['a Date is theirs', {}, { at: new Date(9) }, { at: new Date(9) }],
    ['a Date is ours', { at: new Date(9) }, {}, { at: new Date(9) }],
    ['the later of two Dates stays', { at: new Date(9) }, { at: new Date(10) }, { at: new Date(9) }],
    [
      'both appended',
      { list: [...values().list, new Date(10)] },
      { list: [...values().list, new Date(9)] },
      { list: [...values().list, new Date(9), new Date(10)] },
    ],
    [
      'different keys beside a Date',
      { deep: { ...values().deep, mine: 1 } },
      { deep: { ...values().deep, theirs: new Date(9) } },
      { deep: { ...values().deep, theirs: new Date(9), mine: 1 } },
    ],
    [
      'an instance whose fields both changed',
      { point: new Point(3, 2) },
      { point: { x: 1, y: 4 } },
      { point: { x: 3, y: 4 } },
    ],
    ['JSON has none of it', { mine: undefined, run: () => {} }, { theirs: 1 }, { theirs: 1 }],
  ])('are changed as all others: %s', (_what, ours, stored, expected) => {
    const result = merged({ ...values(), ...ours }, { ...values(), ...stored })
    expect(asText(result)).toEqual(asText({ ...values(), ...expected }))
    for (const [key, value] of Object.entries(expected)) {
      if (value instanceof Date) expect(result[key]).toEqual(value)
    }
  })

  it('are compared by what they say: their text is no change', () => {
    const result = merged(asText({ ...values(), mine: 1 }), { ...values(), theirs: 1 })
    expect(result).toEqual({ ...values(), mine: 1, theirs: 1 })
  })
})
