import type { NewRecord, SessionStore } from '../../store/store.ts'
import type { ManualClock } from '../manual-clock.ts'
import { equal, failsWith } from './check.ts'
import { annsRecord, type Claim, having, minute, newNote, newRecord } from './claim.ts'

const revoked = 'session-revoked'

/** Fails unless the store refuses to insert that record of ann's. */
async function refusesToCreate(store: SessionStore, record: NewRecord): Promise<void> {
  await failsWith(revoked, () => store.create('new', record), `create of ${record.id}`)
  equal(await store.read('new'), undefined, 'read of the refused one')
}

/** Fails unless the store refuses to give ann that record, by whatever method, and stores nothing of it. */
async function refuses(store: SessionStore, clock: ManualClock, record: NewRecord): Promise<void> {
  await refusesToCreate(store, record)
  await failsWith(revoked, () => store.create('new', record, 7), 'create of a later version')
  const anonymous = newRecord(clock, { id: 'visit', data: '{"cart":1}' })
  await store.create('visit', anonymous)
  await failsWith(revoked, () => store.write('visit', record, 1), 'write')
  if (store.abilities.rotate) {
    const { rotate } = having(store, 'rotate')
    const call = () => rotate.call(store, 'visit', 'new', record, 1, newNote(clock))
    await failsWith(revoked, call, 'rotate')
  }
  equal(await store.read('new'), undefined, 'read of the refused one')
  equal(await store.read('visit'), { ...anonymous, version: 1 }, 'read of what it was to be written over')
  equal(await having(store, 'list').list('ann'), [], 'list')
  equal((await store.delete('visit'))?.id, 'visit', 'id of what is left')
}

export const revocation: readonly Claim[] = [
  {
    name: 'deleteSubject: a sign-in that began before it, at the same millisecond too, is refused, and nothing is stored',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      const early = annsRecord(clock)
      clock.advance(1)
      await store.deleteSubject('ann')
      await refuses(store, clock, early)
      await refuses(store, clock, annsRecord(clock))
      clock.advance(minute)
      await refuses(store, clock, early)
    },
  },
  {
    name: 'deleteSubject: a sign-in that begins a millisecond later passes, by whatever method',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject', 'list')
      await store.create('old', annsRecord(clock))
      await store.deleteSubject('ann')
      clock.advance(1)
      const later = annsRecord(clock)
      for (const key of ['to write', 'to rotate']) await store.create(key, newRecord(clock))
      await store.create('old', later)
      const expected = ['old', 'to write']
      equal(await store.write('to write', later, 1), { status: 'written', version: 2 }, 'write')
      if (store.abilities.rotate) {
        await having(store, 'rotate').rotate('to rotate', 'rotated', later, 1, newNote(clock))
        expected.push('rotated')
      }
      const keys = (await store.list('ann')).map(({ key }) => key).sort()
      equal(keys, expected.sort(), 'keys')
    },
  },
  {
    name: 'deleteSubject: other subjects, and sessions without one, are refused nothing',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      const others = ['Ann', 'ann ', 'an', 'anna', '', '*', 'bob']
      await store.deleteSubject('ann')
      await store.create('nobody', newRecord(clock))
      equal((await store.write('nobody', newRecord(clock), 1)).status, 'written', 'write without a subject')
      for (const subject of others) await store.create(`key of ${subject}`, newRecord(clock, { subject }))
      for (const subject of others)
        equal((await store.read(`key of ${subject}`))?.subject, subject, 'subject of another')
    },
  },
  {
    name: 'deleteSubject: remembers for five minutes, whatever is swept or ended meanwhile',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      const early = annsRecord(clock, { endsAt: null, expiresAt: clock.now() + 60 * minute })
      clock.advance(1)
      await store.deleteSubject('ann')
      for (let passed = 0; passed < 5; passed += 1) {
        clock.advance(minute)
        await store.deleteSubject('bob')
        await store.sweep?.(10)
      }
      await refusesToCreate(store, early)
    },
  },
  {
    name: 'deleteSubject: of several the latest counts',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      await store.create('own', annsRecord(clock, { id: 'own' }))
      await store.deleteSubject('ann', 'own')
      clock.advance(minute)
      const between = annsRecord(clock)
      clock.advance(minute)
      equal(await store.deleteSubject('ann'), 1, 'the second deleteSubject')
      await refusesToCreate(store, between)
      // Spared by the first, and not by the second.
      await refusesToCreate(store, { ...between, id: 'own' })
    },
  },
  {
    name: 'deleteSubject: the spared session goes on: written, touched, and moved by rotate or by create and note',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject', 'list')
      const own = annsRecord(clock, { id: 'own' })
      for (const key of ['own', 'other']) await store.create(key, { ...own, id: key })
      clock.advance(1)
      equal(await store.deleteSubject('ann', 'own'), 1, 'deleteSubject')
      equal(await store.write('own', own, 1), { status: 'written', version: 2 }, 'write')
      equal((await store.touch('own', clock.now()))?.version, 3, 'version of the touch')
      // As a store without `rotate` moves it.
      await store.create('moved', own, 4)
      const note = { ...newNote(clock), id: 'own' }
      equal(await store.write('own', note, 3), { status: 'written', version: 4 }, 'write of the note')
      if (store.abilities.rotate) {
        const result = await having(store, 'rotate').rotate('moved', 'again', own, 4, note)
        equal(result, { status: 'written', version: 5 }, 'rotate')
      }
      const listed = (await store.list('ann')).map(({ record }) => record.id)
      equal(listed, ['own'], 'ids of the sessions of the subject')
      await refusesToCreate(store, { ...own, id: 'other' })
    },
  },
  {
    name: 'deleteSubject: nobody is spared by a key of another subject, or one that has expired',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      await store.create('bob', newRecord(clock, { id: 'bob', subject: 'bob' }))
      const early = annsRecord(clock)
      await store.create('dead', { ...early, id: 'dead', expiresAt: clock.now() + 1 })
      clock.advance(1)
      await store.deleteSubject('ann', 'bob')
      await refusesToCreate(store, { ...early, id: 'bob' })
      await store.deleteSubject('ann', 'dead')
      await refusesToCreate(store, { ...early, id: 'dead' })
      equal((await store.read('bob'))?.version, 1, 'version of the other subject’s')
    },
  },
  {
    name: 'clear: forgets whose sessions were ended',
    ability: 'subjects',
    method: 'clear',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject', 'clear')
      await store.deleteSubject('ann')
      await store.clear()
      await store.create('a', annsRecord(clock))
      equal((await store.read('a'))?.version, 1, 'version')
    },
  },
]
