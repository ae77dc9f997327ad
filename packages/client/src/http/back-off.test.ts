import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SessionClientError } from '../errors.ts'
import { backOff } from './back-off.ts'

const failures = fc.integer({ min: 1, max: 2000 })

test('waits longer with each failure, never a minute and never nothing', () => {
  const error = new SessionClientError('offline')
  fc.assert(
    fc.property(failures, (count) => {
      const delay = backOff(count, error)
      const most = Math.min(60_000, 500 * 2 ** count)
      expect(delay).toBeGreaterThanOrEqual(most / 2)
      expect(delay).toBeLessThanOrEqual(most)
    }),
  )
})

test('comes back no sooner than the server asked for, up to a minute, nor within a second, and not with everybody else', () => {
  fc.assert(
    fc.property(
      failures,
      fc.double({ min: -1e9, max: 1e9, noNaN: true }).filter(Boolean),
      (count, retryAfter) => {
        const delay = backOff(count, new SessionClientError('unavailable', '503', retryAfter))
        const asked = Math.min(60_000, Math.max(1000, retryAfter))
        expect(delay).toBeGreaterThanOrEqual(asked)
        expect(delay).toBeLessThanOrEqual(asked * 1.25)
      },
    ),
  )
})
