import { describe, expect, test } from 'vitest'
import { minute } from '../../test/support/durations.ts'
import { activeView, noneView } from '../../test/support/views.ts'
import { boundsOf, noBounds, phaseAt } from './bounds.ts'

/** An answer to a question of 1,000,000 that took so many milliseconds. */
function answerAfter(took: number, maxAge = 15 * minute, originalMaxAge = 15 * minute) {
  return { view: activeView({ maxAge, originalMaxAge }), sentAt: 1_000_000, receivedAt: 1_000_000 + took }
}

describe('the bounds of a stay', () => {
  test('count from when the question was sent: the server answered at some time after it', () => {
    expect(boundsOf(answerAfter(300), 120_000)).toEqual([1_780_000, 1_900_000, 1_900_300])
  })

  test('let the next question wait for a slow answer, but a second at most', () => {
    expect(boundsOf(answerAfter(999), 120_000)[2]).toBe(1_900_999)
    expect(boundsOf(answerAfter(1000), 120_000)[2]).toBe(1_901_000)
    expect(boundsOf(answerAfter(30_000), 120_000)[2]).toBe(1_901_000)
  })

  test('warn a third of the idle timeout before the end, where that is less than asked for', () => {
    expect(boundsOf(answerAfter(0, 60_000, 60_000), 120_000)[0]).toBe(1_040_000)
    // By the timeout, not by what is left of it.
    expect(boundsOf(answerAfter(0, 60_000, 300_000), 120_000)[0]).toBe(960_000)
    expect(boundsOf(answerAfter(0, 60_000, 360_000), 120_000)[0]).toBe(940_000)
    expect(boundsOf(answerAfter(0, 60_000, 900_000), 120_000)[0]).toBe(940_000)
  })

  test('warn nobody before the next question where nobody wants to be warned', () => {
    expect(boundsOf(answerAfter(300), 0)[0]).toBe(1_900_300)
    expect(boundsOf(answerAfter(300), 1)[0]).toBe(1_899_999)
  })

  test('are none without a stay: nothing is left, and nothing is to be asked', () => {
    expect(boundsOf({ ...answerAfter(0), view: noneView }, 120_000)).toEqual(noBounds)
    expect(noBounds).toEqual([Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY])
  })
})

test.each([
  [1_779_999, 'steady'],
  [1_780_000, 'expiring'],
  [1_899_999, 'expiring'],
  [1_900_000, 'verifying'],
  [2_000_000, 'verifying'],
])('at %d the phase is %s', (now, phase) => {
  expect(phaseAt(now, [1_780_000, 1_900_000, 1_900_300])).toBe(phase)
})
