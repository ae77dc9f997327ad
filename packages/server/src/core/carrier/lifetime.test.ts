import fc from 'fast-check'
import { expect, test } from 'vitest'
import { second } from '../../../test/durations.ts'
import { expiresAt, freshUntil, touchedAgo } from './lifetime.ts'

const time = fc.integer({ min: 0, max: 4e12 })
const duration = fc.integer({ min: 1, max: 4e10 })
const end = fc.option(time)

test('a stay ends one idle timeout after now, and never after its absolute end', () => {
  fc.assert(
    fc.property(time, duration, end, (now, idleTimeout, endsAt) => {
      const at = expiresAt({ idleTimeout, endsAt }, now)
      expect(at).toBeLessThanOrEqual(now + idleTimeout)
      expect(at).toBeLessThanOrEqual(endsAt ?? Number.POSITIVE_INFINITY)
      expect([now + idleTimeout, endsAt]).toContain(at)
    }),
  )
})

test('moving later never ends a stay earlier', () => {
  fc.assert(
    fc.property(time, duration, duration, end, (now, later, idleTimeout, endsAt) => {
      const lifetime = { idleTimeout, endsAt }
      expect(expiresAt(lifetime, now + later)).toBeGreaterThanOrEqual(expiresAt(lifetime, now))
    }),
  )
})

test('the last renewal is known from the end, unless the absolute end decides', () => {
  fc.assert(
    fc.property(time, duration, duration, end, (now, ago, idleTimeout, endsAt) => {
      const lifetime = {
        idleTimeout,
        endsAt,
        persistent: true,
        expiresAt: expiresAt({ idleTimeout, endsAt }, now),
      }
      const isCut = lifetime.expiresAt === endsAt
      expect(touchedAgo(lifetime, now + ago)).toBe(isCut ? Number.NEGATIVE_INFINITY : ago)
    }),
  )
})

test('a renewal is of use again after touchAfter, and never where the absolute end ends the stay', () => {
  const lifetime = { idleTimeout: second, endsAt: 5 * second, persistent: true }
  expect(freshUntil({ ...lifetime, expiresAt: 4999 }, 100, 3999)).toBe(4099)
  expect(freshUntil({ ...lifetime, expiresAt: 5000 }, 100, 4000)).toBe(Number.POSITIVE_INFINITY)
  expect(freshUntil({ ...lifetime, endsAt: null, expiresAt: 5000 }, 100, 4000)).toBe(4100)
})
