import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainJsonText } from './plain-json.ts'
import { fill, Session } from './session.ts'
import type { SessionOwner } from './session-owner.ts'
import { isAsBefore, type Snapshot, snapshotOf } from './snapshot.ts'

// Nobody asks it anything.
const owner = {} as SessionOwner

type Data = Record<string, unknown>

function begin(text: string): { session: Session & Data; snapshot: Snapshot } {
  const data: Data = JSON.parse(text)
  const session = new Session(owner) as Session & Data
  fill(session, data)
  const snapshot = snapshotOf(data, text)
  if (snapshot === undefined) throw new Error('No snapshot was made.')
  return { session, snapshot }
}

const text = JSON.stringify({
  name: 'Ada',
  views: 0,
  cart: [{ sku: 'a', count: 1 }, [], null],
  deep: { a: { b: [true] } },
})

interface Cart extends Data {
  name: string
  cart: unknown[]
  deep: { a: Data; [key: string]: unknown }
}

describe('data are as before', () => {
  it('when nobody has touched them', () => {
    const { session, snapshot } = begin(text)
    expect(isAsBefore(snapshot, session)).toBe(true)
  })

  it('when what was changed was changed back', () => {
    const { session, snapshot } = begin(text)
    const { name } = session
    session.name = 'Grace'
    expect(isAsBefore(snapshot, session)).toBe(false)
    session.name = name
    expect(isAsBefore(snapshot, session)).toBe(true)
  })

  it.each<[string, (data: Cart) => void]>([
    ['a value', (data) => (data.name = 'Grace')],
    ['a value deep inside', (data) => (data.deep.a.b = [false])],
    ['an item', (data) => (data.cart[0] = { sku: 'a', count: 2 })],
    ['an item more', (data) => data.cart.push(null)],
    ['an item less', (data) => data.cart.pop()],
    ['a hole', (data) => delete data.cart[2]],
    ['a key more', (data) => (data.other = 1)],
    ['a key that means nothing', (data) => (data.other = undefined)],
    ['a key less', (data) => Reflect.deleteProperty(data, 'name')],
    [
      'the order of keys',
      (data) => {
        Reflect.deleteProperty(data, 'name')
        data.name = 'Ada'
      },
    ],
    ['an object for an array', (data) => (data.cart[1] = {})],
    ['an array for an object', (data) => (data.deep.a = [] as unknown as Data)],
    ['a key that is not listed', (data) => Object.defineProperty(data, 'name', { enumerable: false })],
    ['-0 for 0', (data) => (data.views = -0)],
    ['NaN for null', (data) => (data.cart[2] = Number.NaN)],
    ['an object of a class', (data) => (data.cart[1] = new Map())],
    ['a boxed text', (data) => (data.name = Object('Ada'))],
    ['a toJSON', (data) => Object.defineProperty(data.deep, 'toJSON', { value: () => 'other' })],
    ['a toJSON of a list', (data) => Object.assign(data.cart, { toJSON: () => 'other' })],
    ['a toJSON of the session', (data) => Object.defineProperty(data, 'toJSON', { value: () => ({}) })],
    ['a cycle', (data) => (data.deep.a = data.deep as Data)],
  ])('no more after a change of %s', (_, change) => {
    const { session, snapshot } = begin(text)
    change(session as unknown as Cart)
    expect(isAsBefore(snapshot, session)).toBe(false)
  })

  it('not where a text says what JSON cannot hold', () => {
    for (const odd of ['{"a":-0}', '{"a":[1e999]}']) {
      const { session, snapshot } = begin(odd)
      expect(isAsBefore(snapshot, session)).toBe(false)
    }
  })

  it('not where a key was deleted and is inherited, as from an Object.prototype that somebody added to', () => {
    const { session, snapshot } = begin('{"nick":"Ada"}')
    Reflect.deleteProperty(session, 'nick')
    Object.assign(Object.prototype, { nick: 'Ada' })
    const answer = isAsBefore(snapshot, session)
    Reflect.deleteProperty(Object.prototype, 'nick')
    expect(answer).toBe(false)
  })

  it('also where a key is called __proto__', () => {
    const { session, snapshot } = begin('{"__proto__":{"a":1},"b":{"__proto__":[1]}}')
    expect(isAsBefore(snapshot, session)).toBe(true)
  })

  it('never where their text is another, whatever was changed where', () => {
    const key = fc.constantFrom('a', 'b', 'c', '0', '__proto__')
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(0, 1, -1.5, '', 'a', 'b', true, false, null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
      ),
    }))
    const object = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true })
    fc.assert(
      fc.property(object, object, (one, other) => {
        const [before, after] = [plainJsonText(one), plainJsonText(other)]
        const { session } = begin(after)
        expect(isAsBefore(begin(before).snapshot, session)).toBe(before === after)
      }),
      { numRuns: 2_000 },
    )
  })
})

it('makes none of data that are too deep, and one of those just above', () => {
  const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
  for (const [depth, isMade] of [
    [33, true],
    [34, false],
    [5_000, false],
  ] as const) {
    const data: Data = JSON.parse(nested(depth))
    expect(snapshotOf(data, nested(depth)) !== undefined).toBe(isMade)
  }
})
