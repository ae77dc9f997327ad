import { afterEach, describe, expect, test, vi } from 'vitest'
import { manualClock } from '../testing/manual-clock.ts'
import { minute, newNote, newRecord } from '../testing/store-suite/claim.ts'
import { storeCases, unpromised } from '../testing/store-suite.ts'
import { type MemoryStore, memoryStore } from './memory.ts'

const clock = manualClock()

function fill(store: MemoryStore, keys: string[], subject: string | null = null): void {
  for (const key of keys) store.create(key, newRecord(clock, { subject }))
}

/** What is left of some keys. Looking counts as use, so look last. */
function left(store: MemoryStore, keys: string[]): string[] {
  return keys.filter((key) => store.read(key) !== undefined)
}

describe('keeps the specification', () => {
  for (const { name, run } of storeCases((clock) => memoryStore({ clock }))) test(name, run)

  test('and leaves nothing out', () => {
    expect(unpromised(memoryStore())).toEqual([])
  })
})

describe('when it is full', () => {
  test.each([
    [1, ['read', 'touched', 'written', 'rotated']],
    [2, ['touched', 'written', 'rotated']],
    [3, ['written', 'rotated']],
    [4, ['rotated']],
    [5, []],
  ])('%i new ones put out as many that were not used for longest', (count, expected) => {
    // One more than there are sessions, for the note.
    const store = memoryStore({ max: 6, clock })
    fill(store, ['old', 'written', 'touched', 'read', 'idle'])
    store.read('read')
    store.touch('touched', clock.now())
    store.write('written', newRecord(clock), 1)
    store.rotate('old', 'rotated', newRecord(clock), 1, newNote(clock))
    fill(store, ['1', '2', '3', '4', '5'].slice(0, count))
    expect(store.count()).toBe(6)
    expect(left(store, ['idle', 'read', 'touched', 'written', 'rotated'])).toEqual(expected)
  })

  test('what has expired goes before any live session', () => {
    const store = memoryStore({ max: 3, clock })
    fill(store, ['idle'])
    store.create('short', newRecord(clock, { expiresAt: clock.now() + minute }))
    store.create('mine', newRecord(clock, { expiresAt: clock.now() + minute, subject: 'ann' }))
    clock.advance(minute)
    fill(store, ['1', '2'])
    expect(left(store, ['idle', '1', '2'])).toEqual(['idle', '1', '2'])
  })

  test('a live session that has a subject is never dropped: a new one is refused', () => {
    const store = memoryStore({ max: 3, clock })
    fill(store, ['a', 'b'], 'ann')
    fill(store, ['passer-by', 'another'])
    expect(left(store, ['a', 'b', 'passer-by', 'another'])).toEqual(['a', 'b', 'another'])
    store.write('another', newRecord(clock, { subject: 'bob' }), 1)

    for (const subject of [null, 'ann']) {
      expect(() => fill(store, ['more'], subject)).toThrow(
        expect.objectContaining({ code: 'store-full', status: 503, message: expect.stringContaining('max') }),
      )
    }
    expect(left(store, ['a', 'b', 'another', 'more'])).toEqual(['a', 'b', 'another'])

    store.delete('a')
    fill(store, ['more'])
    expect(left(store, ['b', 'another', 'more'])).toEqual(['b', 'another', 'more'])
  })

  test('a note puts out who was not used for longest, but neither what it is of nor who has a subject', () => {
    const store = memoryStore({ max: 2, clock })
    fill(store, ['idle', 'old'])
    store.rotate('old', 'new', newRecord(clock), 1, newNote(clock))
    expect(left(store, ['idle', 'old', 'new'])).toEqual(['old', 'new'])

    const full = memoryStore({ max: 2, clock })
    fill(full, ['theirs', 'old'], 'ann')
    const mine = newRecord(clock, { subject: 'ann' })
    expect(full.rotate('old', 'new', mine, 1, newNote(clock))).toEqual({ status: 'written', version: 2 })
    expect(left(full, ['theirs', 'old', 'new'])).toEqual(['theirs', 'new'])

    const tiny = memoryStore({ max: 1, clock })
    fill(tiny, ['old'])
    tiny.rotate('old', 'new', newRecord(clock), 1, newNote(clock))
    expect(left(tiny, ['old', 'new'])).toEqual(['new'])
  })

  test('a session that is signed out can be dropped again', () => {
    const store = memoryStore({ max: 1, clock })
    fill(store, ['a'], 'ann')
    store.write('a', newRecord(clock), 1)
    fill(store, ['b'])
    expect(left(store, ['a', 'b'])).toEqual(['b'])
  })

  test('a create that fails puts nobody out', () => {
    const store = memoryStore({ max: 2, clock })
    fill(store, ['a', 'b'])
    expect(() => fill(store, ['a'])).toThrow('live session')
    expect(left(store, ['a', 'b'])).toEqual(['a', 'b'])
  })
})

test('new sessions make it shrink, although nobody sweeps', () => {
  const store = memoryStore({ clock })
  const keys = Array.from({ length: 100 }, (_, index) => `old-${index}`)
  fill(store, keys)
  clock.advance(30 * minute)
  fill(
    store,
    keys.slice(0, 49).map((key) => `new-${key}`),
  )
  expect(store.sweep(100)).toBe(2)
})

test('max takes whole numbers from 1 up', () => {
  for (const max of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => memoryStore({ max })).toThrow(
      expect.objectContaining({ code: 'option-invalid', message: expect.stringContaining(`got ${max}`) }),
    )
  }
})

describe('in production', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })

  function warningsOf(environment: string, use: () => void): unknown[] {
    vi.stubEnv('NODE_ENV', environment)
    const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    use()
    return emitWarning.mock.calls
  }

  const use = (): void => {
    const store = memoryStore({ clock, max: 7 })
    fill(store, ['a', 'b'])
    store.read('a')
  }

  test('it says once what it is', () => {
    expect(warningsOf('production', use)).toEqual([
      [expect.stringContaining('at most 7 sessions'), { code: 'SOJOURN_MEMORY_STORE' }],
    ])
  })

  test('it says nothing elsewhere', () => {
    expect(warningsOf('development', use)).toEqual([])
  })

  test('it works where there is no process', () => {
    vi.stubGlobal('process', undefined)
    try {
      expect(use).not.toThrow()
    } finally {
      vi.unstubAllGlobals()
    }
  })
})
