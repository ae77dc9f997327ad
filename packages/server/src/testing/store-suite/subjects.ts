import type { SessionStore } from '../../store/store.ts'
import { equal, succeeds } from './check.ts'
import { type Claim, having, minute, newNote, newRecord } from './claim.ts'

async function keysOf(store: Required<Pick<SessionStore, 'list'>>, subject: string): Promise<string[]> {
  return (await store.list(subject)).map(({ key }) => key)
}

export const subjects: readonly Claim[] = [
  {
    name: 'list: the live sessions of one subject, each with its key, oldest createdAt first',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'list')
      equal(await store.list('ann'), [], 'list of an unknown subject')
      const now = clock.now()
      for (const [key, age] of [
        ['b', 2],
        ['c', 3],
        ['a', 1],
      ] as const) {
        await store.create(key, newRecord(clock, { subject: 'ann', createdAt: now - age }))
      }
      await store.create('d', newRecord(clock, { subject: 'bob' }))
      await store.create('e', newRecord(clock))
      const record = newRecord(clock, { subject: 'ann' })
      equal(
        await store.list('ann'),
        [
          { key: 'c', record: { ...record, createdAt: now - 3, version: 1 } },
          { key: 'b', record: { ...record, createdAt: now - 2, version: 1 } },
          { key: 'a', record: { ...record, createdAt: now - 1, version: 1 } },
        ],
        'list',
      )
    },
  },
  {
    name: 'subjects: no two are taken for one, lone surrogates and control characters included; a store may refuse them',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'list', 'deleteSubject')
      const taken: string[] = []
      for (const subject of ['ann\ufffd', 'ann\ud800', 'ann\udc00', 'ann\0', 'ann\0b', 'ann']) {
        const key = `key-${taken.length}`
        if (await succeeds(() => store.create(key, newRecord(clock, { subject })))) taken.push(subject)
      }
      for (const [index, subject] of taken.entries()) {
        equal(
          (await store.list(subject)).map(({ record }) => record.subject),
          [subject],
          'subjects listed',
        )
        equal(await store.deleteSubject(subject, `key-${index}`), 0, 'deleteSubject but for its key')
        equal(await store.deleteSubject(subject), 1, 'deleteSubject')
      }
    },
  },
  {
    name: 'list: leaves out what is no longer live',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'list')
      for (const key of ['touched', 'expired', 'deleted'])
        await store.create(key, newRecord(clock, { subject: 'ann' }))
      await store.delete('deleted')
      clock.advance(20 * minute)
      await store.touch('touched', clock.now())
      clock.advance(10 * minute)
      equal(await keysOf(store, 'ann'), ['touched'], 'keys')
    },
  },
  {
    name: 'list: follows each write that changes the subject',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'list')
      await store.create('a', newRecord(clock))
      await store.write('a', newRecord(clock, { subject: 'ann' }), 1)
      equal(await keysOf(store, 'ann'), ['a'], 'keys after the sign-in')
      await store.write('a', newRecord(clock, { subject: 'bob' }), 2)
      equal([await keysOf(store, 'ann'), await keysOf(store, 'bob')], [[], ['a']], 'keys after the change')
      await store.write('a', newRecord(clock), 3)
      equal(await keysOf(store, 'bob'), [], 'keys after the sign-out')
    },
  },
  {
    name: 'list: follows a rotation to the new key',
    ability: 'subjects',
    async prove(anyStore, clock) {
      if (!anyStore.abilities.rotate) return
      const store = having(anyStore, 'list', 'rotate')
      await store.create('old', newRecord(clock))
      await store.rotate('old', 'new', newRecord(clock, { subject: 'ann' }), 1, newNote(clock))
      equal(await keysOf(store, 'ann'), ['new'], 'keys')
    },
  },
  {
    name: 'list: subjects are told apart by every character',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'list')
      const names = ['ann', 'Ann', 'ann ', 'a*', 'a%', 'a:n', 'änn', '', '__proto__', '日本']
      for (const subject of names) await store.create(`key of ${subject}`, newRecord(clock, { subject }))
      for (const subject of names)
        equal(await keysOf(store, subject), [`key of ${subject}`], `keys of ${subject}`)
    },
  },
  {
    name: 'deleteSubject: deletes all live sessions of the subject, no other, and counts them',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'list', 'deleteSubject')
      await store.create('expired', newRecord(clock, { subject: 'ann', expiresAt: clock.now() + minute }))
      for (const key of ['a', 'b']) await store.create(key, newRecord(clock, { subject: 'ann' }))
      await store.create('c', newRecord(clock, { subject: 'bob' }))
      await store.create('d', newRecord(clock))
      clock.advance(minute)
      equal(await store.deleteSubject('ann'), 2, 'deleteSubject')
      equal(await store.list('ann'), [], 'list')
      const reads = await Promise.all(
        ['a', 'b', 'c', 'd'].map(async (key) => (await store.read(key))?.version),
      )
      equal(reads, [undefined, undefined, 1, 1], 'versions')
      equal(await store.deleteSubject('ann'), 0, 'a second deleteSubject')
    },
  },
  {
    name: 'deleteSubject: spares one key',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'list', 'deleteSubject')
      for (const key of ['a', 'b', 'c']) await store.create(key, newRecord(clock, { subject: 'ann' }))
      equal(await store.deleteSubject('ann', 'b'), 2, 'deleteSubject')
      equal(await keysOf(store, 'ann'), ['b'], 'keys')
      equal(await store.deleteSubject('ann', 'a key of nobody'), 1, 'deleteSubject that spares nothing')
    },
  },
]
