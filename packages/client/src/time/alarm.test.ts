import { expect, test } from 'vitest'
import { second } from '../../test/support/durations.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import { createAlarm } from './alarm.ts'

function alarm() {
  const clock = manualClock(1000)
  const rings: number[] = []
  const { set, wake, stop } = createAlarm(clock, clock.now, () => rings.push(clock.now()))
  return { clock, rings, set, wake, stop }
}

test('rings at the first of the times that are to come', () => {
  const { clock, rings, set } = alarm()
  set([900, 1000, 1300, 1200], 1000)
  clock.advance(second)
  expect(rings).toEqual([1200])
})

test('misses nothing that comes while the others are looked at', () => {
  const { clock, rings, set } = alarm()
  const time = clock.now()
  clock.advance(3)
  set([1002, 9000], time)
  clock.advance(5)
  expect(rings).toHaveLength(1)
})

test('is woken for what comes sooner, and only for that', () => {
  const { rings, set, wake } = alarm()
  set([1500], 1000)
  wake(600)
  expect(rings).toEqual([])
  wake(400)
  expect(rings).toEqual([1000])
})

test('rings no more once it is stopped', () => {
  const { clock, rings, set, stop } = alarm()
  set([1500], 1000)
  stop()
  clock.advance(second)
  expect(rings).toEqual([])
})
