import { describe, expect, test } from 'vitest'
import type { DoorKind } from './door.ts'
import { doors } from './doors.ts'
import { explore } from './explore.ts'
import { exploreFaults } from './explore-faults.ts'
import { playShortForm, playShortFormOfFaults, type ShortForm } from './short-form.ts'
import { told } from './told.ts'

const kinds = Object.values<DoorKind>(doors).map((kind) => [kind.name, kind] as const)

function expectNone({ schedules, failures }: ShortForm): void {
  expect([...failures.values()].map(told).join('\n\n')).toBe('')
  expect(schedules).toBeGreaterThan(20)
}

describe.each(kinds)('%s', (_name, kind) => {
  test('keeps every rule in whatever order the store answers', async () => {
    expectNone(await playShortForm(kind))
  }, 60_000)

  test('keeps every rule when one call of the store goes wrong', async () => {
    expectNone(await playShortFormOfFaults(kind))
  }, 60_000)
})

test.each([
  ['a store without `rotate`', doors.withoutRotate],
  ['legacyStore', doors.legacy],
  ['memoryStore', doors.memory],
] as const)(
  'no fault of a rotation over %s loses what another request has stored',
  async (_name, kind) => {
    const requests = [
      { browser: 'Ann', steps: ['write'] } as const,
      { browser: 'Ann', steps: ['rotate'] } as const,
    ]
    const options = { depth: 6, limit: 12 }
    expectNone(await exploreFaults({ beginning: 'a visitor', requests }, kind, options))
  },
  60_000,
)

test('a renewal that learns of a rotation after it was granted does not send the old cookie again', async () => {
  const plans = [['renew'], ['update', 'rotate']] as const
  const requests = plans.map((steps) => ({ browser: 'Ann' as const, steps }))
  const played = await explore({ beginning: 'a visitor', requests }, doors.memory, { depth: 20 })
  expect(played.isComplete).toBe(true)
  expectNone(played)
}, 60_000)
