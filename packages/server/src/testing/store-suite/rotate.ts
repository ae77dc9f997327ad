import { equal, fails } from './check.ts'
import { type Claim, having, minute, newRecord } from './claim.ts'

export const rotate: readonly Claim[] = [
  {
    name: 'rotate: writes the record under the new key, and the old key is gone',
    ability: 'rotate',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'rotate')
      await store.create('old', newRecord(clock))
      const moved = newRecord(clock, { data: '{"views":2}', subject: 'user-1', endsAt: null })
      equal(await store.rotate('old', 'new', moved, 1), { status: 'written', version: 2 }, 'rotate')
      equal(await store.read('new'), { ...moved, version: 2 }, 'read of the new key')
      equal(await store.read('old'), undefined, 'read of the old key')
      equal(await store.touch('old', clock.now()), undefined, 'touch of the old key')
      equal(await store.write('old', moved, 2), { status: 'gone' }, 'write to the old key')
      equal(await store.delete('old'), false, 'delete of the old key')
      equal((await store.write('new', moved, 2)).status, 'written', 'write to the new key')
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
        await store.rotate('old', 'new', newRecord(clock, { id: 'stay-2' }), 2),
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
          await store.rotate(key, 'new', newRecord(clock), 1),
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
      await fails(() => store.rotate('old', 'new', mine, 1), 'rotate')
      equal(await store.read('old'), { ...mine, version: 1 }, 'read of the old key')
      equal(await store.read('new'), { ...theirs, version: 1 }, 'read of the new key')
      equal(
        (await store.rotate('old', 'new', mine, 2)).status,
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
      equal(await store.rotate('old', 'new', record, 1), { status: 'written', version: 2 }, 'rotate')
      equal(await store.read('new'), { ...record, version: 2 }, 'read of the new key')
    },
  },
]
