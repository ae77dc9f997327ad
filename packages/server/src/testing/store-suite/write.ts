import { equal } from './check.ts'
import { type Claim, hour, minute, newRecord } from './claim.ts'

export const write: readonly Claim[] = [
  {
    name: 'write: replaces every field, as the next version',
    async prove(store, clock) {
      await store.create('a', newRecord(clock))
      const second = newRecord(clock, {
        id: 'stay-2',
        data: '{"views":2}',
        createdAt: clock.now() + 5,
        expiresAt: clock.now() + 2 * hour,
        endsAt: null,
        idleTimeout: hour,
        persistent: false,
        subject: 'user-1',
      })
      equal(await store.write('a', second, 1), { status: 'written', version: 2 }, 'write')
      equal(await store.read('a'), { ...second, version: 2 }, 'read')
      equal(await store.write('a', newRecord(clock), 2), { status: 'written', version: 3 }, 'a second write')
      equal(await store.read('a'), { ...newRecord(clock), version: 3 }, 'a second read')
    },
  },
  {
    name: 'write: makes expiresAt the one handed in, even where that is earlier',
    async prove(store, clock) {
      const record = newRecord(clock)
      await store.create('a', record)
      await store.write('a', { ...record, expiresAt: clock.now() + minute }, 1)
      clock.advance(minute - 1)
      equal((await store.read('a'))?.version, 2, 'version just before')
      clock.advance(1)
      equal(await store.read('a'), undefined, 'read at the earlier expiresAt')
      await store.create('b', newRecord(clock))
      const passed = newRecord(clock, { expiresAt: clock.now() })
      equal(
        await store.write('b', passed, 1),
        { status: 'written', version: 2 },
        'write of an end that has come',
      )
      equal(await store.read('b'), undefined, 'read after it')
    },
  },
  {
    name: 'write: another version is a conflict, which carries the stored record and writes nothing',
    async prove(store, clock) {
      const record = newRecord(clock)
      await store.create('a', record)
      const second = newRecord(clock, { data: '{"views":2}', subject: 'user-1' })
      await store.write('a', second, 1)
      const conflict = { status: 'conflict', current: { ...second, version: 2 } }
      equal(await store.write('a', record, 1), conflict, 'write over an older version')
      equal(await store.write('a', record, 3), conflict, 'write over a version that never was')
      equal(await store.read('a'), { ...second, version: 2 }, 'read')
    },
  },
  {
    name: 'write: a touch is a version of its own, so a write from before it conflicts',
    async prove(store, clock) {
      const record = newRecord(clock)
      await store.create('a', record)
      clock.advance(minute)
      await store.touch('a', clock.now())
      equal((await store.write('a', record, 1)).status, 'conflict', 'write over the version before the touch')
      equal(
        (await store.write('a', record, 2)).status,
        'written',
        'write over the version that the touch made',
      )
    },
  },
  {
    name: 'write: what was never there is gone, and stays gone',
    async prove(store, clock) {
      for (const version of [0, 1]) {
        equal(await store.write('a', newRecord(clock), version), { status: 'gone' }, 'write')
      }
      equal(await store.read('a'), undefined, 'read')
    },
  },
  {
    name: 'write: a deleted session stays gone',
    async prove(store, clock) {
      await store.create('a', newRecord(clock))
      await store.delete('a')
      equal(await store.write('a', newRecord(clock), 1), { status: 'gone' }, 'write')
      equal(await store.read('a'), undefined, 'read')
    },
  },
  {
    name: 'write: an expired session stays gone, however late the new expiresAt',
    async prove(store, clock) {
      await store.create('a', newRecord(clock))
      clock.advance(30 * minute)
      equal(await store.write('a', newRecord(clock), 1), { status: 'gone' }, 'write')
      equal(await store.write('a', newRecord(clock), 7), { status: 'gone' }, 'write over another version')
      equal(await store.read('a'), undefined, 'read')
    },
  },
]
