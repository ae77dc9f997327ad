import { equal, fails } from './check.ts'
import { type Claim, having, minute, newNote, newRecord } from './claim.ts'

export const rotate: readonly Claim[] = [
  {
    name: 'rotate: writes the record under the new key, and leaves the note under the old one, both as the next version',
    ability: 'rotate',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'rotate')
      await store.create('old', newRecord(clock))
      await store.touch('old', clock.now())
      const moved = newRecord(clock, { data: '{"views":2}', subject: 'user-1', endsAt: null })
      const note = newNote(clock)
      equal(await store.rotate('old', 'new', moved, 2, note), { status: 'written', version: 3 }, 'rotate')
      equal(await store.read('new'), { ...moved, version: 3 }, 'read of the new key')
      equal(await store.read('old'), { ...note, version: 3 }, 'read of the old key')
      equal((await store.write('new', moved, 3)).status, 'written', 'write to the new key')
    },
  },
  {
    name: 'rotate: a slower write or rotation of the old key conflicts, and gets the note',
    ability: 'rotate',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'rotate')
      const record = newRecord(clock)
      await store.create('old', record)
      const note = newNote(clock)
      await store.rotate('old', 'new', record, 1, note)
      const conflict = { status: 'conflict', current: { ...note, version: 2 } }
      equal(await store.write('old', record, 1), conflict, 'write')
      equal(await store.rotate('old', 'newer', record, 1, newNote(clock)), conflict, 'rotate')
      equal(await store.read('newer'), undefined, 'read of the key that the slower rotation gave')
      equal(await store.read('new'), { ...record, version: 2 }, 'read of the new key')
    },
  },
  {
    name: 'rotate: the note ends by itself, and a touch does not lengthen it',
    ability: 'rotate',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'rotate')
      await store.create('old', newRecord(clock))
      const note = newNote(clock)
      await store.rotate('old', 'new', newRecord(clock), 1, note)
      clock.advance(4 * minute)
      const touched = await store.touch('old', clock.now())
      const { expiresAt, endsAt } = note
      equal(
        [touched?.idleTimeout, touched?.expiresAt],
        [0, expiresAt],
        'idle timeout and expiresAt of a touch',
      )
      clock.advance(minute - 1)
      equal(await store.read('old'), { ...note, expiresAt, endsAt, version: 3 }, 'read just before it ends')
      clock.advance(1)
      equal(await store.read('old'), undefined, 'read when it has ended')
      equal((await store.read('new'))?.version, 2, 'version under the new key')
    },
  },
  {
    name: 'rotate: deleting the note leaves the record, and deleting the record leaves the note',
    ability: 'rotate',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'rotate')
      const record = newRecord(clock)
      const note = newNote(clock)
      for (const [old, moved] of [
        ['a', 'b'],
        ['c', 'd'],
      ] as const) {
        await store.create(old, record)
        await store.rotate(old, moved, record, 1, note)
      }
      equal(await store.delete('a'), { ...note, version: 2 }, 'delete of the old key')
      equal((await store.read('b'))?.version, 2, 'version under the new key')
      equal(await store.delete('d'), { ...record, version: 2 }, 'delete of the new key')
      equal(await store.read('c'), { ...note, version: 2 }, 'read of the old key')
    },
  },
  {
    name: 'rotate: another version is a conflict, and nothing moves',
    ability: 'rotate',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'rotate')
      const record = newRecord(clock)
      await store.create('old', record)
      const current = { ...record, version: 1 }
      equal(
        await store.rotate('old', 'new', newRecord(clock, { id: 'stay-2' }), 2, newNote(clock)),
        { status: 'conflict', current },
        'rotate',
      )
      equal(await store.read('old'), current, 'read of the old key')
      equal(await store.read('new'), undefined, 'read of the new key')
    },
  },
  {
    name: 'rotate: unknown, deleted and expired alike are gone, and nothing comes back',
    ability: 'rotate',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'rotate')
      await store.create('deleted', newRecord(clock))
      await store.create('expired', newRecord(clock))
      await store.delete('deleted')
      clock.advance(30 * minute)
      for (const key of ['unknown', 'deleted', 'expired']) {
        equal(
          await store.rotate(key, 'new', newRecord(clock), 1, newNote(clock)),
          { status: 'gone' },
          `rotate of what was ${key}`,
        )
        equal(await store.read('new'), undefined, 'read of the new key')
        equal(await store.read(key), undefined, 'read of the old key')
      }
    },
  },
  {
    name: 'rotate: a live record under the new key is a failure, and both stay as they were',
    ability: 'rotate',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'rotate')
      const [mine, theirs] = [newRecord(clock), newRecord(clock, { id: 'stay-2' })]
      await store.create('old', mine)
      await store.create('new', theirs)
      await fails(() => store.rotate('old', 'new', mine, 1, newNote(clock)), 'rotate')
      equal(await store.read('old'), { ...mine, version: 1 }, 'read of the old key')
      equal(await store.read('new'), { ...theirs, version: 1 }, 'read of the new key')
      equal(
        (await store.rotate('old', 'new', mine, 2, newNote(clock))).status,
        'conflict',
        'rotate that would write nothing anyway',
      )
    },
  },
  {
    name: 'rotate: a record under the new key that is no longer live gives way',
    ability: 'rotate',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'rotate')
      await store.create('new', newRecord(clock, { id: 'stay-2', subject: 'user-1' }))
      clock.advance(30 * minute)
      const record = newRecord(clock)
      await store.create('old', record)
      equal(
        await store.rotate('old', 'new', record, 1, newNote(clock)),
        { status: 'written', version: 2 },
        'rotate',
      )
      equal(await store.read('new'), { ...record, version: 2 }, 'read of the new key')
    },
  },
]
