import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readView } from './view.ts'
import { viewSchema } from './view-schema.ts'

/** What a value is read as, or the path of the first thing that is wrong; `thrown` is what a getter threw. */
type Verdict = { readonly view: unknown } | { readonly wrong: string } | { readonly thrown: unknown }

/** A getter's own error: no field is wrong, the value cannot be read at all. */
class Unreadable extends Error {}

function specified(answer: unknown): Verdict {
  try {
    const result = viewSchema.safeParse(answer)
    return result.success
      ? { view: result.data }
      : { wrong: result.error.issues[0]?.path.join('.') ?? 'no path' }
  } catch (thrown) {
    return { thrown }
  }
}

function read(answer: unknown): Verdict {
  try {
    return { view: readView(answer) }
  } catch (error) {
    if (!(error instanceof TypeError)) return { thrown: error }
    return { wrong: error.message.replace(/^No session view: /, '') }
  }
}

const count = 100_000

const amount = fc.oneof(
  { weight: 8, arbitrary: fc.nat() },
  { weight: 2, arbitrary: fc.constantFrom(0, -0, 1_700_000_000_000, 8.64e15, Number.MAX_SAFE_INTEGER) },
)
/** What may come in place of any field. */
const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      undefined,
      null,
      true,
      '',
      '0',
      'active',
      'none',
      'expired',
      'paused',
      'constructor',
      7n,
      Symbol('now'),
    ],
    ...[Number.NaN, -0, -1, 0.5, Infinity, -Infinity, 8.64e15, 8.64e15 + 1, 2 ** 53, 1e300, Number.MIN_VALUE],
    ...[[], {}, [0], Object(7), Object('active'), new Date(0), () => 0, /a/, new Map([['status', 'none']])],
  ),
  fc.anything({ maxDepth: 1 }),
)

const active = fc.record(
  {
    status: fc.constant('active'),
    id: fc.string({ minLength: 1 }),
    data: fc.anything({ maxDepth: 1 }),
    createdAt: amount,
    expiresAt: fc.option(amount),
    endsAt: fc.option(amount),
    maxAge: fc.option(amount),
    originalMaxAge: fc.option(amount),
    renewEvery: amount,
    version: amount,
    now: amount,
  },
  {
    requiredKeys: [
      'status',
      'id',
      'createdAt',
      'expiresAt',
      'endsAt',
      'maxAge',
      'originalMaxAge',
      'renewEvery',
      'version',
      'now',
    ],
  },
)
const none = fc.record(
  {
    status: fc.constant('none'),
    now: amount,
    reason: fc.oneof(fc.constantFrom('signed-out', 'expired', 'revoked', 'device-lost', ''), hostile),
  },
  { requiredKeys: ['status', 'now'] },
)
const valid = fc.oneof(active, none)

const fields = [
  ...['status', 'id', 'data', 'createdAt', 'expiresAt', 'endsAt', 'maxAge', 'originalMaxAge', 'renewEvery'],
  ...['version', 'now', 'reason'],
]
const strange = ['__proto__', 'constructor', 'toString', 'device', '0']

/** How one field of a view differs from what the server sends. */
const change = fc.oneof(
  fc.record({ how: fc.constant('set' as const), name: fc.constantFrom(...fields), value: hostile }),
  fc.record({ how: fc.constant('set' as const), name: fc.constantFrom(...strange), value: hostile }),
  fc.record({ how: fc.constant('hide' as const), name: fc.constantFrom(...fields), value: hostile }),
  fc.record({ how: fc.constant('get' as const), name: fc.constantFrom(...fields), value: hostile }),
  fc.record({ how: fc.constant('delete' as const), name: fc.constantFrom(...fields), value: fc.constant(0) }),
)
/** Where the fields lie: on the value itself, on its prototype, on a value without one, on an instance, in a list. */
const place = fc.constantFrom('own', 'own', 'own', 'inherited', 'bare', 'instance', 'list', 'function')

const nearlyValid = fc
  .tuple(valid, fc.array(change, { maxLength: 2 }), place)
  .map(([view, changes, where]) => {
    const value: object = Object.defineProperties({}, Object.getOwnPropertyDescriptors(view))
    for (const { how, name, value: other } of changes) {
      if (how === 'delete') Reflect.deleteProperty(value, name)
      else if (how === 'get') Object.defineProperty(value, name, { get: () => other, configurable: true })
      else Object.defineProperty(value, name, { value: other, enumerable: how === 'set', configurable: true })
    }
    return placed(value, where)
  })

class Visit {}

function placed(value: object, where: string): unknown {
  const own = Object.getOwnPropertyDescriptors(value)
  if (where === 'inherited') return Object.create(value)
  if (where === 'bare') return Object.create(null, own)
  if (where === 'instance') return Object.defineProperties(new Visit(), own)
  if (where === 'list') return Object.defineProperties([], own)
  if (where === 'function') return Object.defineProperties(() => 0, { ...own, name: { value: 'f' } })
  return value
}

/** As a body of JSON brings it, in which `__proto__` is a field like any other. */
const parsed = fc
  .tuple(valid, fc.constantFrom(...fields, ...strange), fc.jsonValue())
  .map(([view, name, other]): unknown => {
    const text = JSON.stringify({ ...view, data: undefined, reason: undefined })
    return JSON.parse(`${text.slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(other)}}`)
  })

describe('without zod a view is read as the schema reads it', () => {
  test(`${count} values: the same view, or the same wrong field`, () => {
    const seen = { view: 0, wrong: new Set<string>() }
    fc.assert(
      fc.property(fc.oneof(valid, nearlyValid, parsed, hostile), (answer) => {
        const expected = specified(answer)
        expect(read(answer)).toStrictEqual(expected)
        if ('view' in expected) seen.view += 1
        if ('wrong' in expected) seen.wrong.add(expected.wrong)
      }),
      { numRuns: count },
    )
    // Both verdicts have to come often, and each field has to have been the wrong one.
    expect(seen.view).toBeGreaterThan(count / 5)
    const canBeWrong = fields.filter((name) => name !== 'data' && name !== 'reason')
    expect([...seen.wrong].sort()).toEqual(['', ...canBeWrong].sort())
  }, 60_000)

  test('a field that cannot be read is nobody’s verdict: its error comes through', () => {
    for (const name of fields) {
      const view = { status: 'active', id: 'a', endsAt: null, maxAge: 0, expiresAt: 0, originalMaxAge: 0 }
      const rest = { createdAt: 0, renewEvery: 0, version: 0, now: 0 }
      const answer = Object.defineProperty(
        name === 'reason' ? { status: 'none', now: 0 } : { ...view, ...rest },
        name,
        {
          get() {
            throw new Unreadable()
          },
        },
      )
      expect(read(answer)).toEqual({ thrown: expect.any(Unreadable) })
      expect(specified(answer)).toEqual(read(answer))
    }
  })
})
