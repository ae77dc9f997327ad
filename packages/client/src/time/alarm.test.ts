import { expect, test } from 'vitest'
import { manualClock } from '../../test/support/manual-clock.ts'
import { createAlarm } from './alarm.ts'

const day = 86_400_000

test('rings once, at its time, over delays that no timer takes', () => {
  const clock = manualClock()
  let rings = 0
  const alarm = createAlarm(clock, () => rings++)
  alarm.set(clock.now() + 400 * day)
  clock.advance(400 * day - 1)
  expect([rings, clock.timers()]).toEqual([0, 1])
  clock.advance(1)
  expect([rings, clock.timers()]).toEqual([1, 0])
})

test('looks at the wall clock again before it rings', () => {
  const clock = manualClock()
  let rings = 0
  const alarm = createAlarm(clock, () => rings++)
  alarm.set(clock.now() + 1000)
  clock.shiftWall(-500)
  clock.advance(1000)
  expect(rings).toBe(0)
  clock.advance(500)
  expect(rings).toBe(1)
})

test('one time at a time, and none', () => {
  const clock = manualClock()
  let rings = 0
  const alarm = createAlarm(clock, () => rings++)
  alarm.set(clock.now() + 10)
  alarm.set(clock.now() + 20)
  expect(clock.timers()).toBe(1)
  alarm.set()
  clock.advance(100)
  expect([rings, clock.timers()]).toEqual([0, 0])
})
