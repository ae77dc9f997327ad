import { expect, test } from 'vitest'
import { maxDelay } from '../clock.ts'
import { delayTo } from './alarm.ts'

test('is set to the first of the times that are to come', () => {
  expect(delayTo([900, 1000, 1300, 1200], 1000)).toBe(200)
})

test('misses nothing that comes while the others are looked at: it counts from when they were', () => {
  expect(delayTo([1002, 9000], 1000)).toBe(2)
})

test('reaches no further than a timer', () => {
  expect(delayTo([Number.POSITIVE_INFINITY], 1000)).toBe(maxDelay)
  expect(delayTo([], 1000)).toBe(maxDelay)
})
