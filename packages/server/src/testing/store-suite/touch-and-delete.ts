import { equal } from './check.ts'
import { type Claim, hour, minute, newRecord } from './claim.ts'

export const touchAndDelete: readonly Claim[] = [
  {
    name: 'touch: renews the idle timeout as the next version, and answers id, lifetime and version',
    async prove(store, clock) {
      const record = newRecord(clock, { subject: 'user-1', persistent: false })
      await store.create('a', record)
      clock.advance(20 * minute)
      const touched = await store.touch('a', clock.now())
      const { id, endsAt, idleTimeout, persistent } = record
      const expiresAt = clock.now() + 30 * minute
      const answered = touched && {
        id: touched.id,
        expiresAt: touched.expiresAt,
        endsAt: touched.endsAt,
        idleTimeout: touched.idleTimeout,
        persistent: touched.persistent,
        version: touched.version,
      }
      equal(answered, { id, expiresAt, endsAt, idleTimeout, persistent, version: 2 }, 'touch')
      equal(await store.read('a'), { ...record, expiresAt, version: 2 }, 'read')
      clock.advance(30 * minute - 1)
      equal((await store.read('a'))?.version, 2, 'version just before the new expiresAt')
      clock.advance(1)
      equal(await store.read('a'), undefined, 'read at the new expiresAt')
    },
  },
  {
    name: 'touch: never passes endsAt',
    async prove(store, clock) {
      const endsAt = clock.now() + 40 * minute
      await store.create('a', newRecord(clock, { endsAt }))
      clock.advance(20 * minute)
      equal((await store.touch('a', clock.now()))?.expiresAt, endsAt, 'expiresAt of the touch')
      equal((await store.read('a'))?.expiresAt, endsAt, 'expiresAt')
    },
  },
  {
    name: 'touch: without an endsAt only the idle timeout counts',
    async prove(store, clock) {
      await store.create('a', newRecord(clock, { endsAt: null }))
      clock.advance(20 * minute)
      const touched = await store.touch('a', clock.now())
      equal(touched?.expiresAt, clock.now() + 30 * minute, 'expiresAt of the touch')
      equal(touched?.endsAt, null, 'endsAt of the touch')
    },
  },
  {
    name: 'touch: never makes expiresAt earlier than it was, and counts as a version all the same',
    async prove(store, clock) {
      const expiresAt = clock.now() + 2 * hour
      await store.create('a', newRecord(clock, { expiresAt }))
      equal((await store.touch('a', clock.now()))?.expiresAt, expiresAt, 'expiresAt of the touch')
      const read = await store.read('a')
      equal([read?.expiresAt, read?.version], [expiresAt, 2], 'expiresAt and version')
    },
  },
  {
    name: 'touch: takes the time from its caller',
    async prove(store, clock) {
      await store.create('a', newRecord(clock))
      const now = clock.now() + minute
      equal((await store.touch('a', now))?.expiresAt, now + 30 * minute, 'expiresAt of the touch')
    },
  },
  {
    name: 'touch: brings nothing back: unknown, deleted and expired alike are undefined',
    async prove(store, clock) {
      equal(await store.touch('unknown', clock.now()), undefined, 'touch of an unknown key')
      await store.create('deleted', newRecord(clock))
      await store.create('expired', newRecord(clock))
      await store.delete('deleted')
      clock.advance(30 * minute)
      for (const key of ['deleted', 'expired']) {
        // What is live is told by the store's clock, not by the caller's.
        equal(await store.touch(key, clock.now() - minute), undefined, `late touch of what was ${key}`)
        equal(await store.touch(key, clock.now()), undefined, `touch of what was ${key}`)
        equal(await store.read(key), undefined, `read of what was ${key}`)
      }
    },
  },
  {
    name: 'delete: answers the live record that was there, and touches no other',
    async prove(store, clock) {
      const record = newRecord(clock, { subject: 'user-1', data: '{"views":7}' })
      await store.create('a', record)
      await store.create('b', newRecord(clock))
      await store.touch('a', clock.now())
      equal(await store.delete('a'), { ...record, version: 2 }, 'delete')
      equal(await store.read('a'), undefined, 'read')
      equal(await store.delete('a'), undefined, 'a second delete')
      equal(await store.delete('unknown'), undefined, 'delete of an unknown key')
      clock.advance(30 * minute - 1)
      equal((await store.read('b'))?.version, 1, 'version of the other')
      clock.advance(1)
      equal(await store.delete('b'), undefined, 'delete of an expired record')
    },
  },
  {
    name: 'delete: frees the key',
    async prove(store, clock) {
      await store.create('a', newRecord(clock))
      await store.write('a', newRecord(clock), 1)
      await store.delete('a')
      await store.create('a', newRecord(clock, { id: 'stay-2' }))
      equal(await store.read('a'), { ...newRecord(clock, { id: 'stay-2' }), version: 1 }, 'read')
    },
  },
]
