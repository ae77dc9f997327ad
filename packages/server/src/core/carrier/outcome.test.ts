import { describe, expect, test } from 'vitest'
import type { SessionRecord } from '../../store/store.ts'
import type { Outcome } from './carrier.ts'
import {
  absent,
  combine,
  ended,
  endedNothing,
  gone,
  issued,
  renewed,
  unchanged,
  unknown,
  withheld,
} from './outcome.ts'

const credential = { sid: 'a sid', key: 'its key' }
const other = { sid: 'another sid', key: 'its key too' }

function record(version: number): SessionRecord {
  return {
    id: 'stay',
    data: '{}',
    createdAt: 0,
    expiresAt: 1000,
    endsAt: null,
    idleTimeout: 1000,
    persistent: true,
    subject: null,
    version,
  }
}

/** Of an effect that came first, and of one that came after it. */
const outcomes = (held: typeof credential, version: number): readonly Outcome[] => [
  unknown,
  absent,
  ended,
  endedNothing,
  gone,
  unchanged(held, record(version)),
  renewed(held, record(version), true),
  renewed(held, record(version), false),
  issued(held, record(version)),
  withheld(issued(held, record(version))),
]
const pairs = outcomes(credential, 1).flatMap((earlier) =>
  outcomes(other, 2).map((later) => ({ earlier, later })),
)

interface Pair {
  readonly earlier: Outcome
  readonly later: Outcome
}

/** The rules as prose has them: the first that applies decides. */
const rules: readonly [string, (pair: Pair) => boolean, (pair: Pair) => Outcome][] = [
  [
    'a write under the same cookie leaves what is to be said, and says it of the newest record',
    ({ later }) => later.change === 'unchanged',
    ({ earlier, later }) => Object.assign({ ...earlier }, { credential: other, stored: later.stored }),
  ],
  [
    'so does a renewal of a session that the browser has to get a cookie for',
    ({ earlier, later }) => earlier.change === 'issued' && later.change === 'renewed',
    ({ earlier, later }) => Object.assign({ ...earlier }, { credential: other, stored: later.stored }),
  ],
  ['else the later effect decides', () => true, ({ later }) => later],
]

describe('of two effects', () => {
  test.each(rules.map(([name, , expected], index) => [name, expected, index] as const))(
    '%s',
    (_name, expected, index) => {
      const concerned = pairs.filter((pair) => rules.findIndex(([, applies]) => applies(pair)) === index)
      expect(concerned).not.toEqual([])
      for (const pair of concerned) expect(combine(pair.earlier, pair.later)).toEqual(expected(pair))
    },
  )

  test('the first decides alone', () => {
    for (const outcome of outcomes(credential, 1)) expect(combine(undefined, outcome)).toBe(outcome)
  })
})

test('withheld is every cookie but one that is cleared', () => {
  for (const outcome of outcomes(credential, 1)) {
    const { change, cookie } = withheld(outcome)
    expect({ change, cookie }).toEqual(
      outcome === ended ? { change: 'ended', cookie: 'clear' } : { change: 'unknown', cookie: 'none' },
    )
  }
})
