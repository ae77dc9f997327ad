import { toUSVString } from 'node:util'
import { expect, test } from 'vitest'
import { rotateFaults } from '../../test/store/rotate-faults.ts'
import { type Fault, spoilt } from '../../test/store/spoilt-store.ts'
import type { Clock } from '../clock.ts'
import { type MemoryStore, memoryStore } from '../store/memory.ts'
import type { NewRecord, SessionRecord, SessionStore } from '../store/store.ts'
import { slowStore } from './slow-store.ts'
import { storeCases } from './store-suite.ts'

async function failures(open: (clock: Clock) => SessionStore): Promise<string[]> {
  const failed: string[] = []
  for (const { name, run } of storeCases(open)) await run().catch(() => failed.push(name))
  return failed
}

const faults: Fault[] = [
  [
    'create overwrites',
    'create: a live record is never overwritten',
    (good) => ({
      create(key, record) {
        good.delete(key)
        good.create(key, record)
      },
    }),
  ],
  [
    'create trips over what has expired',
    'create: a record that is no longer live is replaced',
    (good) => {
      const seen = new Set<string>()
      const once = (key: string): void => {
        if (seen.has(key)) throw new Error('UNIQUE constraint failed')
        seen.add(key)
      }
      return {
        create(key, record) {
          once(key)
          good.create(key, record)
        },
      }
    },
  ],
  [
    'a field is forgotten',
    'create: every field can be read back',
    (good) => ({ create: (key, record) => good.create(key, { ...record, persistent: true }) }),
  ],
  [
    'every record begins with version 1',
    'create: goes on from the version that it is handed',
    (good) => ({ create: (key, record) => good.create(key, record) }),
  ],
  [
    'data are parsed and printed',
    'create: the data come back as the very same text',
    (good) => ({
      create: (key, record) => good.create(key, { ...record, data: JSON.stringify(JSON.parse(record.data)) }),
    }),
  ],
  [
    'texts are kept as UTF-8',
    'create: texts come back to the last code unit',
    (good) => ({
      create: (key, record) => good.create(key, { ...record, id: toUSVString(record.id) }),
    }),
  ],
  [
    'subjects are kept as UTF-8',
    'subjects: no two are taken for one',
    (good) => ({ list: (subject) => good.list(toUSVString(subject)) }),
  ],
  [
    'keys are compared without case',
    'create: keys are told apart',
    (good) => ({
      read: (key) => good.read(key.toLowerCase()),
      create: (key, record) => good.create(key.toLowerCase(), record),
    }),
  ],
  [
    'a record lives a millisecond too long',
    'gone at that very millisecond',
    (_, clock) => memoryStore({ clock: { ...clock, now: () => clock.now() - 1 } }),
  ],
  [
    'read renews',
    'read: renews nothing',
    (good, clock) => ({
      read(key) {
        good.touch(key, clock.now())
        return good.read(key)
      },
    }),
  ],
  [
    'records handed out change',
    'records handed in or out are never changed',
    (good) => {
      const shared = new Map<string, SessionRecord>()
      return {
        read(key) {
          const record = good.read(key)
          if (record) shared.set(key, Object.assign(shared.get(key) ?? {}, record))
          return record && shared.get(key)
        },
      }
    },
  ],
  [
    'write brings a deleted session back',
    'write: a deleted session stays gone',
    (good) => ({ write: (key, record, version) => upsert(good, key, record, version) }),
  ],
  [
    'write brings an expired session back',
    'write: an expired session stays gone',
    (good) => ({ write: (key, record, version) => upsert(good, key, record, version) }),
  ],
  [
    'write ignores the version',
    'write: another version is a conflict',
    (good) => ({ write: (key, record) => good.write(key, record, good.read(key)?.version ?? 0) }),
  ],
  [
    'write never shortens',
    'write: makes expiresAt the one handed in',
    (good) => ({
      write(key, record, version) {
        const expiresAt = Math.max(record.expiresAt, good.read(key)?.expiresAt ?? 0)
        return good.write(key, { ...record, expiresAt }, version)
      },
    }),
  ],
  [
    'a conflict carries what the caller wanted to write',
    'which carries the stored record',
    (good) => ({
      write(key, record, version) {
        const result = good.write(key, record, version)
        return result.status === 'conflict' ? { ...result, current: { ...record, version } } : result
      },
    }),
  ],
  [
    'touch shortens',
    'touch: never makes expiresAt earlier',
    (good) => ({
      touch: (key, now) => rewrite(good, key, (record) => ({ expiresAt: now + record.idleTimeout })),
    }),
  ],
  [
    'touch passes the absolute timeout',
    'touch: never passes endsAt',
    (good) => ({
      touch: (key, now) =>
        rewrite(good, key, (record) => ({ expiresAt: Math.max(record.expiresAt, now + record.idleTimeout) })),
    }),
  ],
  [
    'touch takes the time from its own clock',
    'touch: takes the time from its caller',
    (good, clock) => ({ touch: (key) => good.touch(key, clock.now()) }),
  ],
  [
    'touch counts no version',
    'write: a touch is a version of its own',
    (good) => ({
      touch(key, now) {
        const touched = good.touch(key, now)
        return touched && { ...touched, version: touched.version - 1 }
      },
      write: (key, record, version) => good.write(key, record, version + 1),
    }),
  ],
  [
    'touch answers another id',
    'touch: renews the idle timeout',
    (good) => ({
      touch(key, now) {
        const touched = good.touch(key, now)
        return touched && { ...touched, id: key }
      },
    }),
  ],
  [
    'touch believes its caller about what is live',
    'touch: brings nothing back',
    (_, clock) => {
      let now = clock.now()
      const time = { ...clock, now: () => now }
      const store = memoryStore({ clock: time })
      return {
        read(key) {
          now = clock.now()
          return store.read(key)
        },
        create: (key, record) => store.create(key, record),
        delete: (key) => store.delete(key),
        touch(key, at) {
          now = at
          return store.touch(key, at)
        },
      }
    },
  ],
  [
    'delete answers what has expired',
    'delete: answers the live record that was there',
    (good) => {
      const stored = new Map<string, SessionRecord>()
      return {
        create(key, record) {
          good.create(key, record)
          stored.set(key, { ...record, version: 1 })
        },
        delete(key) {
          const record = good.delete(key) ?? stored.get(key)
          stored.delete(key)
          return record
        },
      }
    },
  ],
  [
    'delete leaves a tombstone for ever',
    'delete: frees the key',
    (good) => {
      const dead = new Set<string>()
      return {
        read: (key) => (dead.has(key) ? undefined : good.read(key)),
        delete(key) {
          dead.add(key)
          return good.delete(key)
        },
      }
    },
  ],
  ...rotateFaults,
  [
    'list is in the order of the keys',
    'oldest createdAt first',
    (good) => ({ list: (subject) => good.list(subject).sort((a, b) => (a.key < b.key ? -1 : 1)) }),
  ],
  [
    'the subject is only noted at creation',
    'list: follows each write that changes the subject',
    (good) => ({
      write(key, record, version) {
        const subject = good.read(key)?.subject ?? null
        return good.write(key, { ...record, subject }, version)
      },
    }),
  ],
  [
    'subjects are patterns',
    'list: subjects are told apart',
    (good) => ({ list: (subject) => good.list(subject.replace('*', 'nn')) }),
  ],
  [
    'deleteSubject spares nobody',
    'deleteSubject: spares one key',
    (good) => ({ deleteSubject: (subject) => good.deleteSubject(subject) }),
  ],
  [
    'deleteSubject does not count',
    'deleteSubject: deletes all live sessions',
    (good) => ({
      deleteSubject(subject, exceptKey) {
        good.deleteSubject(subject, exceptKey)
        return 0
      },
    }),
  ],
  [
    'sweep knows no limit',
    'sweep: removes what is no longer live',
    (good) => ({ sweep: () => good.sweep(100) }),
  ],
  [
    'sweep takes live sessions',
    'sweep: removes what is no longer live',
    (good) => ({
      sweep(limit) {
        const swept = good.sweep(limit)
        good.delete('f')
        return swept
      },
    }),
  ],
  ['an ability is only declared', 'abilities: what is declared is there', () => ({ rotate: undefined })],
  [
    'an answer of an immediate store is a promise',
    'immediate: every answer comes at once',
    (good) => ({ touch: async (key, now) => good.touch(key, now) }),
  ],
  ['count counts the dead', 'count: the live records', () => ({ count: () => 3 })],
  ['clear clears nothing', 'clear: deletes every record', () => ({ clear: () => undefined })],
  ['close closes nothing', 'close: calls after it fail', () => ({ close: () => undefined })],
  [
    'write reads, compares and then writes',
    'compareAndSet: of many writes at once',
    (good) => ({
      async write(key, record, version) {
        const current = good.read(key)
        await Promise.resolve()
        if (current?.version !== version) return good.write(key, record, version)
        return good.write(key, record, good.read(key)?.version ?? 0)
      },
    }),
  ],
  [
    'create looks and then inserts',
    'compareAndSet: of many creates at once',
    (good) => ({
      async create(key, record) {
        if (good.read(key)) throw new Error('taken')
        await Promise.resolve()
        good.delete(key)
        good.create(key, record)
      },
    }),
  ],
  [
    'touch writes back what it read',
    'compareAndSet: a touch beside a write never undoes it',
    (good) => ({
      async touch(key, now) {
        const record = good.read(key)
        await Promise.resolve()
        return record && rewrite(good, key, () => ({ ...record, expiresAt: now + record.idleTimeout }))
      },
    }),
  ],
  [
    'touch of what was deleted meanwhile puts it back',
    'compareAndSet: a delete beside a write and a touch is final',
    (good) => ({
      async touch(key) {
        const record = good.read(key)
        await Promise.resolve()
        if (record && !good.read(key)) good.create(key, record)
        return record
      },
    }),
  ],
]

function upsert(store: MemoryStore, key: string, record: NewRecord, version: number) {
  const result = store.write(key, record, version)
  if (result.status === 'gone') store.create(key, record)
  return result
}

/** Changes a record as a store does that has no touch of its own. */
function rewrite(
  store: MemoryStore,
  key: string,
  change: (record: SessionRecord) => Partial<NewRecord>,
): SessionRecord | undefined {
  const record = store.read(key)
  if (record) store.write(key, { ...record, ...change(record) }, record.version)
  return store.read(key)
}

test.each(faults)('finds out when %s', async (_fault, expected, spoil) => {
  expect(await failures(spoilt(spoil))).toContainEqual(expect.stringContaining(expected))
})

test('passes a store that answers with promises', async () => {
  const open = (clock: Clock): SessionStore => slowStore(memoryStore({ clock }), 0)
  expect(await failures(open)).toEqual([])
})

test('asks for no ability that is not declared', async () => {
  const abilities = {
    compareAndSet: false,
    immediate: false,
    rotate: false,
    subjects: false,
    sweep: false,
    watch: false,
  }
  const bare = spoilt(() => ({
    abilities,
    rotate: undefined,
    list: undefined,
    deleteSubject: undefined,
    sweep: undefined,
    count: undefined,
    clear: undefined,
  }))
  expect(await failures(bare)).toEqual([])
})

test('says what was expected and what came', async () => {
  const cases = [...storeCases(spoilt(() => ({ read: () => undefined })))]
  const liar = cases.find(({ name }) => name.startsWith('create: keys are told apart'))
  await expect(liar?.run()).rejects.toThrow('id under abc_-: expected "stay of abc_-", got undefined')
})
