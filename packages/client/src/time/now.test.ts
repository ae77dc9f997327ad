import { expect, test } from 'vitest'
import { day, hour, minute } from '../../test/support/durations.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import { createNow } from './now.ts'

function create() {
  const steps: number[] = []
  const clock = manualClock(5_000_000)
  return { clock, steps, now: createNow(clock, (step) => steps.push(step)) }
}

test('time passes as the clocks do', () => {
  const { clock, steps, now } = create()
  expect(now()).toBe(5_000_000)
  clock.advance(day)
  expect(now()).toBe(5_000_000 + day)
  expect(steps).toEqual([])
})

test('sleep counts, though the monotonic clock stood still', () => {
  const { clock, steps, now } = create()
  clock.shiftWall(3_600_000)
  expect(now()).toBe(5_000_000 + hour)
  expect(steps).toEqual([3_600_000])
})

test('a clock that is set back takes no time away, and is noticed once', () => {
  const { clock, steps, now } = create()
  clock.advance(minute)
  clock.shiftWall(-86_400_000)
  expect(now()).toBe(5_060_000)
  clock.advance(minute)
  expect(now()).toBe(5_120_000)
  expect(now()).toBe(5_120_000)
  expect(steps).toEqual([-86_400_000])
})

test('time never goes back by more than the clocks may part unnoticed, whatever is done to them', () => {
  const { clock, now } = create()
  let before = now()
  for (const shift of [400, -900, 5000, -5000, -500, 900, 86_400_000, -86_400_000]) {
    clock.shiftWall(shift)
    clock.advance(10)
    expect(now()).toBeGreaterThan(before - 1000)
    before = now()
  }
})

test('clocks that part by a second or less say nothing', () => {
  const { clock, steps, now } = create()
  clock.advance(minute)
  clock.shiftWall(1000)
  now()
  expect(steps).toEqual([])
  clock.shiftWall(1001)
  now()
  expect(steps).toEqual([1001])
})

test('half a second of sleep is not hidden by a clock that was set back before, or is after', () => {
  const { clock, now } = create()
  const start = now()
  for (const [set, slept] of [
    [-300, 500],
    [-600, 500],
  ] as const) {
    clock.shiftWall(set)
    now()
    clock.shiftWall(slept)
    now()
  }
  clock.shiftWall(-275)
  expect(now() - start).toBe(1000)
})
