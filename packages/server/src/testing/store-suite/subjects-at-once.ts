import type { SessionStore } from '../../store/store.ts'
import type { ManualClock } from '../manual-clock.ts'
import { equal } from './check.ts'
import { annsRecord, type Claim, having, newNote, newRecord } from './claim.ts'

/** Enough for a server to take the calls in every order; few, since servers are slow. */
const rounds = Array.from({ length: 12 }, (_, index) => index)

/** Does all at once, in one order or the other, and waits for the last; what fails is refused, which is allowed here. */
async function atOnce(round: number, ...calls: (() => unknown)[]): Promise<void> {
  const inOrder = round % 2 === 0 ? calls : calls.toReversed()
  await Promise.allSettled(inOrder.map(async (call) => call()))
}

/** Fails if a session of ann's is live under one of the keys, or is listed; `spared` is the id of one that may be. */
async function allEnded(store: SessionStore, keys: string[], spared?: string): Promise<void> {
  const reads = await Promise.all(keys.map((key) => store.read(key)))
  const listed = await having(store, 'list').list('ann')
  const left = [...reads, ...listed.map(({ record }) => record)]
    .filter((record) => record?.subject === 'ann' && record.id !== spared)
    .map((record) => record?.id)
  equal(left, [], 'ids of live sessions after deleteSubject')
}

const twins = [0, 1, 2]

export const subjectsAtOnce: readonly Claim[] = [
  {
    name: 'deleteSubject: beside sign-ins that create, none of them is live afterwards',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      for (const round of rounds) {
        const keys = twins.map((twin) => `${round}-${twin}`)
        const creates = keys.map((key) => () => store.create(key, annsRecord(clock, { id: key })))
        await atOnce(round, ...creates, () => store.deleteSubject('ann'))
        await allEnded(store, keys)
        clock.advance(1)
      }
    },
  },
  {
    name: 'deleteSubject: beside sign-ins that write, none of them is live afterwards, and a refused one changed nothing',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      for (const round of rounds) {
        const keys = twins.map((twin) => `${round}-${twin}`)
        for (const key of keys) await store.create(key, newRecord(clock, { id: key }))
        const writes = keys.map((key) => () => store.write(key, annsRecord(clock, { id: `new-${key}` }), 1))
        await atOnce(round, ...writes, () => store.deleteSubject('ann'))
        await allEnded(store, keys)
        for (const key of keys) {
          const record = await store.read(key)
          if (record !== undefined) equal([record.id, record.version], [key, 1], 'id and version')
        }
        clock.advance(1)
      }
    },
  },
  {
    name: 'deleteSubject: beside sign-ins that rotate, none of them is live afterwards',
    ability: 'subjects',
    async prove(anyStore, clock) {
      if (!anyStore.abilities.rotate) return
      const store = having(anyStore, 'deleteSubject', 'rotate')
      for (const round of rounds) {
        const keys = twins.map((twin) => `${round}-${twin}`)
        for (const key of keys) await store.create(key, newRecord(clock, { id: key }))
        const rotations = keys.map(
          (key) => () => store.rotate(key, `new-${key}`, annsRecord(clock, { id: key }), 1, newNote(clock)),
        )
        await atOnce(round, ...rotations, () => store.deleteSubject('ann'))
        await allEnded(store, [...keys, ...keys.map((key) => `new-${key}`)])
        clock.advance(1)
      }
    },
  },
  {
    name: 'deleteSubject: a session that moves to another key meanwhile does not get away',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      for (const round of rounds) {
        const keys = twins.map((twin) => `${round}-${twin}`)
        for (const key of keys) await store.create(key, annsRecord(clock, { id: key }))
        const moves = keys.map((key) => () => move(store, clock, key))
        await atOnce(round, ...moves, () => store.deleteSubject('ann'))
        await allEnded(store, [...keys, ...keys.map((key) => `new-${key}`)])
        clock.advance(1)
      }
    },
  },
  {
    name: 'deleteSubject: beside writes and touches of the sessions it ends, none of them is live afterwards',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      for (const round of rounds) {
        const keys = twins.map((twin) => `${round}-${twin}`)
        for (const key of keys) await store.create(key, annsRecord(clock, { id: key }))
        const calls = keys.flatMap((key) => [
          () => store.write(key, annsRecord(clock, { id: key, data: '{"views":2}' }), 1),
          () => store.touch(key, clock.now()),
        ])
        await atOnce(round, ...calls, () => store.deleteSubject('ann'))
        await allEnded(store, keys)
        clock.advance(1)
      }
    },
  },
  {
    name: 'deleteSubject: beside whatever else, the spared session stays what it is',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      await store.create('own', annsRecord(clock, { id: 'own' }))
      for (const round of rounds) {
        const keys = twins.map((twin) => `${round}-${twin}`)
        const creates = keys.map((key) => () => store.create(key, annsRecord(clock, { id: key })))
        await atOnce(round, ...creates, () => store.deleteSubject('ann', 'own'))
        await allEnded(store, keys, 'own')
        equal((await store.read('own'))?.version, 1, 'version of the spared one')
        clock.advance(1)
      }
    },
  },
]

/** As the engine moves a session: by `rotate`, or by a copy and a note where the store has none. */
async function move(store: SessionStore, clock: ManualClock, key: string): Promise<void> {
  const record = annsRecord(clock, { id: key })
  const note = { ...newNote(clock), id: key }
  if (store.abilities.rotate) {
    await having(store, 'rotate').rotate(key, `new-${key}`, record, 1, note)
    return
  }
  await store.create(`new-${key}`, record, 2)
  const { status } = await store.write(key, note, 1)
  if (status !== 'written') await store.delete(`new-${key}`)
}
