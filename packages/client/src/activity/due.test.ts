import { describe, expect, test } from 'vitest'
import { minute } from '../../test/support/durations.ts'
import { activeView } from '../../test/support/views.ts'
import { unknownState } from '../state/state.ts'
import { afterEnd, afterView } from '../state/transition.ts'
import type { Bounds } from '../time/bounds.ts'
import { dueAt } from './due.ts'

describe('a touch is due', () => {
  // Renewed at 1,000,000, for a quarter of an hour.
  const bounds: Bounds = [1_780_000, 1_900_000, 1_900_000]
  const view = activeView({ renewEvery: minute })

  test('for a person when the server no longer takes the last renewal as fresh', () => {
    expect(dueAt('active', afterView(view, 'steady'), bounds)).toBe(1_060_000)
    expect(dueAt('active', afterView({ ...view, renewEvery: 0 }, 'steady'), bounds)).toBe(1_000_000)
  })

  test('for an open page at half-time', () => {
    expect(dueAt('open', afterView(view, 'steady'), bounds)).toBe(1_450_000)
    // Whatever the server takes as fresh.
    expect(dueAt('open', afterView({ ...view, renewEvery: 0 }, 'steady'), bounds)).toBe(1_450_000)
  })

  test('while the end is near, too', () => {
    expect(dueAt('active', afterView(view, 'expiring'), bounds)).toBe(1_060_000)
  })

  test.each(['active', 'open'] as const)('never where it helps nobody: %s', (policy) => {
    const absolute = afterView({ ...view, endsAt: view.expiresAt }, 'steady')
    const over = afterView(view, 'verifying')
    for (const state of [absolute, over, afterEnd(unknownState, 'expired'), unknownState])
      expect(dueAt(policy, state, bounds)).toBe(Number.POSITIVE_INFINITY)
  })

  test.each(['active', 'open'] as const)('never in a stay without end: %s', (policy) => {
    const endless = { ...view, originalMaxAge: Number.POSITIVE_INFINITY, maxAge: Number.POSITIVE_INFINITY }
    const never: Bounds = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
    expect(dueAt(policy, afterView(endless, 'steady'), never) <= 8.64e15).toBe(false)
  })
})
