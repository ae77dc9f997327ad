import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { DoorKind } from './door.ts'

/** What the short form of the tests finds at that door, with the modules as they are mocked now. */
async function found(
  check: string,
  toKind: (all: typeof import('./doors.ts')) => DoorKind | Promise<DoorKind>,
) {
  const { playShortForm } = await import('./short-form.ts')
  const kind = await toKind(await import('./doors.ts'))
  return [...(await playShortForm(kind, check)).failures.keys()]
}

// With everything anew for each test, a machine that has other things to do takes its time.
vi.setConfig({ testTimeout: 60_000 })

/** What is replaced. */
const modules = {
  limit: '../../src/core/write/limit-sessions.ts',
  merge: '../../src/session/merge.ts',
  move: '../../src/core/write/compare-and-set.ts',
  shared: '../../src/store/legacy/process-versions.ts',
}

beforeEach(() => {
  for (const path of Object.values(modules)) vi.doUnmock(path)
  vi.resetModules()
})

describe('the short form finds out', () => {
  test.each(['noPlantedSidIsSignedIn', 'nobodysDataUnderAnothersSid'])(
    'a sign-in that writes under the old sid first, by %s',
    async (check) => {
      vi.doMock(modules.move, async (importOriginal) => {
        const original = await importOriginal<typeof import('../../src/core/write/compare-and-set.ts')>()
        const { writeBeforeMove } = await import('./broken/write-before-move.ts')
        return { ...original, compareAndSet: writeBeforeMove(original.compareAndSet) }
      })
      expect(await found(check, ({ doors }) => doors.legacy)).toEqual([check])
      expect(await found(check, ({ doors }) => doors.withoutRotate)).toEqual([check])
    },
  )

  test('a drop-in that does not wait for a destroy under way', async () => {
    vi.doMock(modules.shared, async (importOriginal) => {
      const original = await importOriginal<typeof import('../../src/store/legacy/process-versions.ts')>()
      const { notWaitingForDestroy } = await import('./broken/no-wait-for-destroy.ts')
      const shared = new (notWaitingForDestroy(original.ProcessVersions))()
      return { ...original, versionsOf: () => shared }
    })
    const check = 'noEndedSessionIsAlive'
    expect(await found(check, ({ doors }) => doors.dropIn)).toEqual([check])
  })

  test('a merge that makes one user of two', async () => {
    vi.doMock(modules.merge, () => import('./broken/merge-leaf-by-leaf.ts'))
    const check = 'noIdentityThatNobodyHad'
    expect(await found(check, ({ doors }) => doors.withoutSubject)).toEqual([check])
    expect(await found(check, ({ doors }) => doors.dropIn)).toEqual([check])
  })

  test.each(['noSignInIsUndone', 'noLateRequestIsANewcomer'])(
    'a store that leaves no note of a rotation, by %s',
    async (check) => {
      const { withoutNotes } = await import('./broken/broken-stores.ts')
      expect(await found(check, ({ overMemory }) => overMemory(withoutNotes))).toEqual([check])
    },
  )

  test('a destroy that does not learn that its session has moved', async () => {
    const { withSilentDelete } = await import('./broken/broken-stores.ts')
    const check = 'noEndedSessionIsAlive'
    expect(await found(check, ({ overMemory }) => overMemory(withSilentDelete))).toEqual([check])
  })

  test('a limit of sessions by which two sign-ins end each other', async () => {
    vi.doMock(modules.limit, () => import('./broken/end-all-others.ts'))
    expect(await found('noLimitEndsAll', ({ doors }) => doors.oneSession)).toEqual(['noLimitEndsAll'])
  })

  test.each([
    ['noAcknowledgedChangeIsMissing', 'compares no versions', 'withoutComparing'],
    ['noCookieLeadsNowhere', 'forgets what is new', 'forgettingNew'],
    ['noRequestFailsForNothing', 'fails', 'failingAtSecondWrite'],
  ] as const)('by %s a store that %s', async (check, _does, name) => {
    const stores = await import('./broken/broken-stores.ts')
    expect(await found(check, ({ overMemory }) => overMemory(stores[name]))).toEqual([check])
  })

  test('a merge that appends twice', async () => {
    vi.doMock(modules.merge, () => import('./broken/merge-appending-twice.ts'))
    expect(await found('noChangeIsDoubled', ({ doors }) => doors.memory)).toEqual(['noChangeIsDoubled'])
  })

  test('a request without a deadline', async () => {
    const { playShortFormOfFaults } = await import('./short-form.ts')
    const { overMemory } = await import('./doors.ts')
    const check = 'everyRequestIsAnswered'
    const { failures } = await playShortFormOfFaults(
      overMemory((store) => store, { storeTimeout: null }),
      check,
    )
    expect([...failures.keys()]).toContain(check)
  })
})
