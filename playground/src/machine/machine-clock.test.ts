import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMachineClock } from './machine-clock.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('in sleep the monotonic clock stands still, and the wall clock goes on', () => {
  const clock = createMachineClock()
  const [wall, monotonic] = [clock.now(), clock.monotonic()]
  vi.advanceTimersByTime(1000)
  clock.sleep()
  vi.advanceTimersByTime(60_000)
  clock.wake()
  vi.advanceTimersByTime(500)
  expect(clock.now() - wall).toBe(61_500)
  expect(clock.monotonic() - monotonic).toBe(1500)
})

test('a timer waits through a sleep for what it had left', () => {
  const clock = createMachineClock()
  const listener = vi.fn()
  clock.after(2000, listener)
  vi.advanceTimersByTime(1500)
  clock.sleep()
  vi.advanceTimersByTime(60_000)
  expect(listener).not.toHaveBeenCalled()
  clock.wake()
  vi.advanceTimersByTime(499)
  expect(listener).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(listener).toHaveBeenCalledOnce()
})

test('a timer that is stopped in sleep stays stopped', () => {
  const clock = createMachineClock()
  const listener = vi.fn()
  clock.sleep()
  const stop = clock.after(10, listener)
  stop()
  clock.wake()
  vi.advanceTimersByTime(1000)
  expect(listener).not.toHaveBeenCalled()
})

test('setting the wall clock moves nothing else', () => {
  const clock = createMachineClock()
  const [wall, monotonic] = [clock.now(), clock.monotonic()]
  clock.set(-3_600_000)
  expect(clock.now() - wall).toBe(-3_600_000)
  expect(clock.monotonic()).toBe(monotonic)
  clock.set(0)
  expect(clock.now()).toBe(wall)
})
