import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPromise } from '../../src/maybe-promise.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { sqliteStore } from '../../src/store/sqlite.ts'
import type { NewRecord, SessionStore } from '../../src/store/store.ts'
import { manualClock } from '../../src/testing/manual-clock.ts'
import { storeCases } from '../../src/testing/store-suite.ts'
import { naiveStore } from './naive-store.ts'

type Whole = Required<Omit<SessionStore, 'close'>>
type Operation = (store: Whole, now: number) => unknown
type Step =
  | { readonly text: string; readonly run: Operation }
  | { readonly text: string; readonly advance: number }

const key = fc.constantFrom('a', 'b', 'c', 'd')
const subject = fc.constantFrom('ann', 'bob')
const version = fc.integer({ min: 1, max: 5 })
const ends = fc.option(fc.constantFrom('stay-1', 'stay-2'), { nil: undefined })
/** Few and small, so that operations meet each other and the moments when records expire. */
const offset = fc.integer({ min: 0, max: 12 })

const fields = fc.record({
  id: fc.constantFrom('stay-1', 'stay-2'),
  data: fc.json(),
  createdAt: offset,
  expiresAt: offset,
  endsAt: fc.option(offset),
  idleTimeout: offset,
  persistent: fc.boolean(),
  subject: fc.option(subject),
})

/** Times in `fields` count from now. */
function from(now: number, { endsAt, ...rest }: NewRecord): NewRecord {
  return {
    ...rest,
    createdAt: now - rest.createdAt,
    expiresAt: now + rest.expiresAt,
    endsAt: endsAt === null ? null : now + endsAt,
  }
}

const operation: fc.Arbitrary<Step> = fc.oneof(
  offset.map((ms) => ({ text: `advance ${ms}`, advance: ms })),
  named(
    'create',
    fc.tuple(key, fields),
    ([key, record]) =>
      (store, now) =>
        store.create(key, from(now, record)),
  ),
  named(
    'read',
    fc.tuple(key),
    ([key]) =>
      (store) =>
        store.read(key),
  ),
  named(
    'write',
    fc.tuple(key, fields, version, ends),
    ([key, record, version, ends]) =>
      (store, now) =>
        store.write(key, from(now, record), version, ends),
  ),
  named(
    'touch',
    fc.tuple(key, offset),
    ([key, skew]) =>
      (store, now) =>
        touchOf(store, key, now + skew - 6),
  ),
  named(
    'delete',
    fc.tuple(key),
    ([key]) =>
      (store) =>
        store.delete(key),
  ),
  named(
    'rotate',
    fc.tuple(key, key, fields, version, fields, ends),
    ([key, newKey, record, version, note, ends]) =>
      (store, now) =>
        store.rotate(key, newKey, from(now, record), version, from(now, note), ends),
  ),
  named(
    'list',
    fc.tuple(subject),
    ([subject]) =>
      (store) =>
        store.list(subject),
  ),
  named(
    'deleteSubject',
    fc.tuple(subject, fc.option(key, { nil: undefined })),
    ([subject, except]) =>
      (store) =>
        store.deleteSubject(subject, except),
  ),
  named('count', fc.tuple(), () => (store) => store.count()),
  // How many there are to remove depends on what a store removed by itself.
  named(
    'sweep',
    fc.tuple(version),
    ([limit]) =>
      (store) =>
        void store.sweep(limit),
  ),
)

function named<T>(name: string, args: fc.Arbitrary<T>, toRun: (args: T) => Operation) {
  return args.map((args) => ({ text: `${name} ${JSON.stringify(args)}`, run: toRun(args) }))
}

/** A touch may answer with more than it must. */
function touchOf(store: Whole, key: string, now: number): unknown {
  const touched = store.touch(key, now)
  if (!touched || isPromise(touched)) return touched
  const { id, expiresAt, endsAt, idleTimeout, persistent, version } = touched
  return { id, expiresAt, endsAt, idleTimeout, persistent, version }
}

/** What an operation came to: the answer or that it failed, and what a watcher heard. */
function outcome(run: Operation, store: Whole, now: number): unknown {
  const heard: string[] = []
  const stop = store.watch((news) => heard.push('id' in news ? news.id : news.type))
  const answer = answerOf(run, store, now)
  if (!isPromise(stop)) stop()
  return { answer, heard: heard.sort() }
}

/** The answer or that it failed. A list may order sessions of one age as it likes. */
function answerOf(run: Operation, store: Whole, now: number): unknown {
  try {
    const answer = run(store, now)
    if (Array.isArray(answer)) return answer.toSorted((a, b) => (a.key < b.key ? -1 : 1))
    return answer
  } catch {
    return 'failed'
  }
}

describe('the plain store that others are compared with keeps the specification itself', () => {
  for (const { name, run } of storeCases(naiveStore)) test(name, run)
})

test('whatever is done in whatever order, all stores answer the same', () => {
  const scenario = fc.array(operation, { minLength: 1, maxLength: 60, size: 'max' })
  fc.assert(
    fc.property(scenario, (steps) => {
      const clock = manualClock()
      const model = naiveStore(clock)
      const memory = memoryStore({ clock })
      const sqlite = sqliteStore(':memory:', { clock, sweepEvery: 7 })
      try {
        for (const step of steps) {
          if ('advance' in step) clock.advance(step.advance)
          else {
            const expected = outcome(step.run, model, clock.now())
            expect(outcome(step.run, memory, clock.now()), `memory: ${step.text}`).toEqual(expected)
            expect(outcome(step.run, sqlite, clock.now()), `sqlite: ${step.text}`).toEqual(expected)
          }
        }
      } finally {
        sqlite.close()
      }
    }),
    { numRuns: 300 },
  )
})
