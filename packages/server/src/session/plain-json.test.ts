import vm from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { isPlainObject, pathText } from './json.ts'
import { plainJson, plainJsonValue } from './plain-json.ts'

describe('plainJson', () => {
  it('passes whatever JSON says', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        // JSON never says -0.
        const data: object = JSON.parse(JSON.stringify(value))
        expect(plainJson(data)).toBe(data)
      }),
    )
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
        expect(() => plainJson(data)).toThrow(
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
    plainJson({
      a: undefined,
      at: new Date(0),
      url: new URL('https://a.example/'),
      one: shared,
      other: shared,
    })
  })
})

/** Nested so deep that `n` levels of objects are around a number. */
function nested(n: number): unknown {
  return n === 0 ? 1 : { in: nested(n - 1) }
}

class Money {
  readonly amount = 5
}

class Euros extends Money {
  toJSON(): object {
    return { amount: this.amount, since: new Date(0) }
  }
}

class Answers {
  readonly #answer: unknown
  constructor(answer: unknown) {
    this.#answer = answer
  }
  toJSON(): unknown {
    return this.#answer
  }
}

const throws = {
  get inner(): never {
    throw new Error('no')
  },
}
const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}
const trapped = new Proxy(
  { a: 1 },
  {
    ownKeys() {
      throw new Error('no')
    },
  },
)

describe('what JSON would give back as something else', () => {
  it.each<[string, unknown, string?]>([
    ['a boxed number', Object(5)],
    ['a boxed string', Object('x')],
    ['a boxed boolean', Object(true)],
    ['a boxed bigint', Object(5n)],
    ['a boxed symbol', Object(Symbol('s'))],
    ['-0', -0],
    ['-0 in a list', [0, -0], '[1]'],
    ['NaN', Number.NaN],
    ['a bigint', 2n ** 200n],
    ['URLSearchParams', new URLSearchParams('a=1')],
    ['Headers', new Headers({ a: '1' })],
    ['FormData', new FormData()],
    ['an instance of a class', new Money()],
    ['an object made of another', Object.create({ inherited: 1 })],
    ['a Buffer', Buffer.from('x')],
    ['a DataView', new DataView(new ArrayBuffer(1))],
    ['an ArrayBuffer', new ArrayBuffer(1)],
    ['a Map', new Map()],
    ['a Map of another realm', vm.runInNewContext('new Map()')],
    ['a WeakRef', new WeakRef({})],
    ['an Error', new TypeError('x')],
    ['a function', () => {}],
    ['a symbol', Symbol('s')],
    ['a list with a hole', Object.assign(new Array(3), { 0: 1, 2: 3 }), '[1]'],
    ['a list with undefined', [undefined], '[0]'],
    ['a toJSON that answers a Map', new Answers({ deep: new Map() }), '.deep'],
    ['a toJSON that answers an instance', new Answers(new Money())],
    ['a toJSON that answers -0', new Answers(-0)],
    ['a toJSON that answers NaN', new Answers(Number.NaN)],
    ['a toJSON that answers null', new Answers(null)],
    ['a toJSON that answers nothing', new Answers(undefined)],
    ['a toJSON that answers a function', new Answers(() => {})],
    [
      'a toJSON that answers a hole',
      new Answers({ list: Object.assign(new Array(2), { 1: 1 }) }),
      '.list[0]',
    ],
    ['an invalid Date', new Date(Number.NaN)],
    ['a getter that throws', throws, '.inner'],
    ['a getter that throws in a list', [throws], '[0].inner'],
    [
      'a getter that answers a Map',
      {
        get map(): unknown {
          return new Map()
        },
      },
      '.map',
    ],
    ['a Proxy of which nothing is left', revoked({})],
    ['a Proxy of a list of which nothing is left', revoked([])],
    ['a Proxy whose trap throws', trapped],
  ])('is refused by name: %s', (_what, value, path = '') => {
    const refused = expect.objectContaining({
      code: 'not-json',
      message: expect.stringContaining(`"top.a${path}"`),
    })
    expect(() => plainJson({ top: { a: value } })).toThrow(refused)
    expect(() => plainJsonValue({ a: value }, 'top')).toThrow(refused)
  })

  it.each<[string, unknown, unknown]>([
    ['a Date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a URL', new URL('https://a.example/'), 'https://a.example/'],
    ['an instance whose toJSON answers JSON', new Euros(), { amount: 5, since: '1970-01-01T00:00:00.000Z' }],
    ['a toJSON that answers false', new Answers(false), false],
    ['a toJSON that is data', { toJSON: 'x' }, { toJSON: 'x' }],
    ['an object without a prototype', Object.assign(Object.create(null), { b: 1 }), { b: 1 }],
    ['an object of another realm', vm.runInNewContext('({ b: [1, { c: 2 }] })'), { b: [1, { c: 2 }] }],
    [
      'an accessor, by its value',
      {
        get b(): number {
          return 1
        },
      },
      { b: 1 },
    ],
    ['what is frozen', Object.freeze({ b: Object.freeze([1]) }), { b: [1] }],
    ['undefined as no such key', { b: undefined }, {}],
    ['a key that is a symbol, as no data', { b: 1, [Symbol('s')]: new Map() }, { b: 1 }],
    [
      'a key that is not enumerable, as no data',
      Object.defineProperty({ b: 1 }, 'c', { value: new Map() }),
      { b: 1 },
    ],
    ['a list for its items', Object.assign([1, 2], { index: 0 }), [1, 2]],
    ['a Proxy for what it answers', new Proxy({ b: 1 }, {}), { b: 1 }],
    ['a key named __proto__', JSON.parse('{"__proto__":{"b":1}}'), JSON.parse('{"__proto__":{"b":1}}')],
  ])('is stored: %s', (_what, value, stored) => {
    for (const data of [{ a: value }, { a: value, slow: new Date(0) }]) {
      expect(JSON.parse(JSON.stringify(plainJson(data))).a).toEqual(stored)
    }
  })

  it('is looked at as it will be stored: 100 levels, whoever makes them', () => {
    expect(plainJson({ a: nested(100) })).toEqual({ a: nested(100) })
    expect(plainJson({ a: new Answers(nested(100)) })).toEqual({ a: nested(100) })
    for (const value of [nested(101), new Answers(nested(101)), [new Answers([new Answers(nested(99))])]]) {
      expect(() => plainJson({ a: value })).toThrow(
        expect.objectContaining({ code: 'not-json', message: expect.stringContaining('100 levels') }),
      )
    }
    // What was stored can be looked at again, when the next request is over.
    const stored = plainJson({ a: new Answers(nested(100)), b: new Date(0) })
    const again = JSON.parse(JSON.stringify(stored))
    expect(plainJson(again)).toEqual(again)
  })

  it('is asked for once, so that what was looked at is what is stored', () => {
    const toJSON = vi.fn((): unknown => (toJSON.mock.calls.length === 1 ? 'first' : new Map()))
    const getter = vi.fn((): unknown => (getter.mock.calls.length <= 1 ? 'first' : nested(200)))
    const data = {
      date: new Date(0),
      a: { toJSON },
      b: Object.defineProperty({}, 'c', { get: getter, enumerable: true }),
    }
    expect(JSON.stringify(plainJson(data))).toBe(
      '{"date":"1970-01-01T00:00:00.000Z","a":"first","b":{"c":"first"}}',
    )
  })

  it('gives back what it passes, and what its copy is', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string(),
          fc.anything({
            withDate: true,
            withMap: true,
            withBigInt: true,
            withTypedArray: true,
            withSparseArray: true,
            withNullPrototype: true,
            withBoxedValues: true,
          }),
        ),
        (data) => {
          let plain: object
          try {
            plain = plainJson(data)
          } catch {
            return
          }
          const back = JSON.parse(JSON.stringify(plain))
          expect(back).toEqual(plain)
          expect(JSON.stringify(plainJson(back))).toBe(JSON.stringify(plain))
        },
      ),
    )
  })
})
