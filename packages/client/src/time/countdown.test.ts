import { describe, expect, test } from 'vitest'
import { minute, second } from '../../test/support/durations.ts'
import { announcementOf, type CountdownOptions, createTick } from './countdown.ts'

describe('a tick', () => {
  /** What a listener hears when so much remains, one after the other, and how long it may sleep each time. */
  function told(
    every: CountdownOptions['every'],
    ...remaining: number[]
  ): [heard: unknown[], naps: number[]] {
    const heard: unknown[] = []
    const naps: number[] = []
    const tick = createTick((now) => heard.push(now.remaining), { every })
    for (const left of remaining) tick(left, (nap) => naps.push(nap))
    return [heard, naps]
  }

  test('is told rounded up to whole seconds, and when it changes', () => {
    expect(told(undefined, 3500, 3001, 3000, 2999.5, 1, 0, 0)).toEqual([
      [4000, 3000, 1000, 0],
      [500, 1, 1000, 999.5, 1],
    ])
  })

  test('of another step is told rounded up to that', () => {
    expect(told(60_000, 150_000, 120_000, 119_000, 61_000, 60_000, 500)).toEqual([
      [180_000, 120_000, 60_000],
      [30_000, 60_000, 59_000, 1000, 60_000, 500],
    ])
  })

  test('may change its step as the end comes near, and meets it on the step', () => {
    const every = (remaining: number): number => (remaining > minute ? minute : second)
    expect(told(every, 90_000, 60_000.5, minute, 59_000)).toEqual([
      [120_000, 60_000, 59_000],
      [30_000, 0.5, 1000, 1000],
    ])
  })

  test.each([0, -1, Number.NaN, 1, Number.POSITIVE_INFINITY])(
    'is a second where no step is given: every %s',
    (every) => {
      expect(told(every, 2500)).toEqual([[3000], [500]])
      expect(told(() => every, 2500)).toEqual([[3000], [500]])
    },
  )

  test('of a stay without end is told once', () => {
    const [heard] = told(undefined, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
    expect(heard).toEqual([null])
  })

  test('without a stay is zero, and waits for nothing', () => {
    expect(told(undefined, 0)).toEqual([[0], []])
  })
})

describe('an announcement', () => {
  const english = (remaining: number): string =>
    announcementOf(remaining, (amount, unit) => `${amount} ${unit}`)

  test.each([
    [Number.POSITIVE_INFINITY, ''],
    [3_600_000, '60 minute'],
    [120_001, '3 minute'],
    [120_000, '2 minute'],
    [60_001, '2 minute'],
    [60_000, '60 second'],
    [40_001, '60 second'],
    [40_000, '40 second'],
    [20_000, '20 second'],
    [1, '20 second'],
    [0, ''],
  ])('with %s ms left is %j', (remaining, text) => expect(english(remaining)).toBe(text))

  test('changes seventeen times in a quarter of an hour, so that nobody hears every second', () => {
    const said = new Set<string>()
    for (let left = 15 * minute; left > 0; left -= 1000) said.add(english(left))
    expect(said.size).toBe(14 + 3)
  })

  test('is in the language of the browser where the app has no text', () => {
    expect(announcementOf(120_000)).toBe(
      new Intl.NumberFormat(undefined, { style: 'unit', unit: 'minute', unitDisplay: 'long' }).format(2),
    )
  })
})
