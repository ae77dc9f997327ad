import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ActiveView, NoneView, SessionView } from './view.ts'
import { viewSchema } from './view-schema.ts'

const active: ActiveView = {
  status: 'active',
  id: 'q1w2e3',
  data: { name: 'Ada', roles: ['admin'] },
  createdAt: 1_700_000_000_000,
  expiresAt: 1_700_000_900_000,
  endsAt: 1_700_086_400_000,
  maxAge: 899_999,
  originalMaxAge: 900_000,
  renewEvery: 60_000,
  version: 7,
  now: 1_700_000_000_001,
}
const none: NoneView = { status: 'none', now: 1_700_000_000_001 }

const read = (answer: unknown): SessionView => viewSchema.parse(answer)
const overTheWire = (view: SessionView): SessionView => read(JSON.parse(JSON.stringify(view)))

describe('a view that was sent', () => {
  test.each<SessionView>([
    active,
    { ...active, endsAt: null },
    { ...active, data: null },
    { ...active, maxAge: 0, version: 0 },
    none,
    { ...none, reason: 'signed-out' },
    { ...none, reason: 'expired' },
    { ...none, reason: 'revoked' },
  ])('arrives as it was: %o', (view) => expect(overTheWire(view)).toEqual(view))

  test('has no data where the server exposes none', () => {
    const { data: _, ...without } = active
    expect(overTheWire(without)).toStrictEqual(without)
    expect('data' in overTheWire(without)).toBe(false)
  })

  test('carries any JSON as data', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (data) => {
        const sent = JSON.parse(JSON.stringify({ ...active, data }))
        expect(read(sent)).toEqual(sent)
      }),
    )
  })
})

describe('a newer server', () => {
  test('may add fields, which stay out of the view', () => {
    expect(read({ ...active, device: 'phone', extra: { deep: true } })).toStrictEqual(active)
    expect(read({ ...none, extra: 1 })).toStrictEqual(none)
  })

  test('may know another reason: the verdict counts without it', () => {
    expect(read({ ...none, reason: 'device-lost' })).toStrictEqual(none)
  })
})

test('a stay without end is one that ends in infinity, for which JSON has null', () => {
  const endless = { expiresAt: Infinity, maxAge: Infinity, originalMaxAge: Infinity }
  const sent: unknown = JSON.parse(JSON.stringify({ ...active, ...endless }))
  expect(viewSchema.parse(sent)).toEqual({ ...active, ...endless })
})

describe('refused', () => {
  const amounts = [
    'createdAt',
    'expiresAt',
    'endsAt',
    'maxAge',
    'originalMaxAge',
    'renewEvery',
    'version',
    'now',
  ] as const
  const absurd = [
    -1,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    8.64e15 + 1,
    '1700000000000',
    true,
    undefined,
    {},
  ]

  test.each(amounts)('an absurd %s', (name) => {
    for (const value of absurd) expect(viewSchema.safeParse({ ...active, [name]: value }).success).toBe(false)
  })

  test('no moment at all, but for the ends of a stay', () => {
    const endless = ['endsAt', 'expiresAt', 'maxAge', 'originalMaxAge']
    for (const name of amounts) {
      expect(viewSchema.safeParse({ ...active, [name]: null }).success).toBe(endless.includes(name))
    }
  })

  test('a none without a usable clock', () => {
    for (const now of [...absurd, null])
      expect(viewSchema.safeParse({ status: 'none', now }).success).toBe(false)
  })

  test.each<[string, unknown]>([
    ['an empty id', { ...active, id: '' }],
    ['a numeric id', { ...active, id: 7 }],
    ['another status', { ...active, status: 'unknown' }],
    ['no status', { ...active, status: undefined }],
    ['HTML', '<!doctype html><title>Bad gateway</title>'],
    ['nothing', null],
    ['nothing at all', undefined],
    ['a list', [active]],
    ['an empty object', {}],
    ['a problem', { type: 'about:blank', title: 'Not Found', status: 404, code: 'not-found', detail: '' }],
  ])('%s', (_, answer) => expect(viewSchema.safeParse(answer).success).toBe(false))
})
