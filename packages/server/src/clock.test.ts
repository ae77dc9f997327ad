import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from './clock.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const month = 30 * 24 * 3_600_000

test.each([1, 2_000, 2 ** 31 - 1, 2 ** 31, 3 * month])(
  'a timer of %i ms ends then, not before, and once',
  (delay) => {
    const listener = vi.fn()
    systemClock.after(delay, listener)
    vi.advanceTimersByTime(delay - 1)
    expect(listener).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    vi.advanceTimersByTime(3 * month)
    expect(listener).toHaveBeenCalledTimes(1)
  },
)

test.each([0, month])('a long timer that is stopped after %i ms never ends', (elapsed) => {
  const listener = vi.fn()
  const stop = systemClock.after(2 * month, listener)
  vi.advanceTimersByTime(elapsed)
  stop()
  vi.advanceTimersByTime(3 * month)
  expect(listener).not.toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
})
