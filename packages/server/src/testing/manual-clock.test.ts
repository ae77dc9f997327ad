import { expect, test } from 'vitest'
import { manualClock } from './manual-clock.ts'

test('stands still until it is moved', () => {
  const clock = manualClock(1_000)
  expect(clock.now()).toBe(1_000)
  clock.advance(250)
  expect(clock.now()).toBe(1_250)
})

test('calls what is due, in order, each at its own time', () => {
  const clock = manualClock(0)
  const seen: string[] = []
  clock.after(20, () => seen.push(`b${clock.now()}`))
  clock.after(10, () => seen.push(`a${clock.now()}`))
  clock.after(20, () => seen.push(`c${clock.now()}`))
  clock.after(31, () => seen.push('late'))
  clock.advance(30)
  expect(seen).toEqual(['a10', 'b20', 'c20'])
  expect(clock.pending).toBe(1)
})

test('calls a listener that another one started, when its time lies within the same step', () => {
  const clock = manualClock(0)
  const seen: number[] = []
  const tick = (): void => {
    seen.push(clock.now())
    clock.after(10, tick)
  }
  clock.after(10, tick)
  clock.advance(35)
  expect(seen).toEqual([10, 20, 30])
})

test('never calls a listener that was stopped, not even from another one in the same step', () => {
  const clock = manualClock(0)
  const seen: string[] = []
  clock.after(5, () => stop())
  const stop = clock.after(10, () => seen.push('stopped'))
  clock.advance(10)
  expect(seen).toEqual([])
  expect(clock.pending).toBe(0)
})
