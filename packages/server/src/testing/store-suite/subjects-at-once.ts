import type { NewRecord, SessionStore } from '../../store/store.ts'
import type { ManualClock } from '../manual-clock.ts'
import { equal } from './check.ts'
import { type Claim, having, newNote, newRecord } from './claim.ts'

/** Enough for a server to take the calls in every order; few, since servers are slow. */
const rounds = 12
const sessionsPerRound = 3

/** One round, with a subject and keys of its own. */
interface Round {
  readonly subject: string
  readonly keys: readonly string[]
  /** The subject's record, as of a request that began before the round. */
  early(id: string): NewRecord
  /** Does all at once, in one order or the other, and waits for the last. What is refused is no failure here. */
  atOnce(...calls: (() => unknown)[]): Promise<void>
  /** Fails if a session of the subject is live, under one of the keys or in its list. */
  allEnded(): Promise<void>
}

async function eachRound(
  store: SessionStore,
  clock: ManualClock,
  prove: (round: Round) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const keys = Array.from({ length: sessionsPerRound }, (_, index) => `${round}-${index}`)
    const subject = `user-${round}`
    const begun = newRecord(clock, { subject })
    clock.advance(1)
    await prove({
      subject,
      keys,
      early: (id) => ({ ...begun, id }),
      async atOnce(...calls) {
        const inOrder = round % 2 === 0 ? calls : calls.toReversed()
        await Promise.allSettled(inOrder.map(async (call) => call()))
      },
      async allEnded() {
        const reads = await Promise.all([...keys, ...keys.map(moved)].map((key) => store.read(key)))
        const listed = await having(store, 'list').list(subject)
        const live = [...reads, ...listed.map(({ record }) => record)]
        const left = live.filter((record) => record?.subject === subject).map((record) => record?.id)
        equal(left, [], 'ids of live sessions after deleteSubject')
      },
    })
    clock.advance(2)
  }
}

const moved = (key: string): string => `${key} moved`

/** As the engine moves a session: by `rotate`, or by a copy and a note where the store has none. */
async function move(store: SessionStore, clock: ManualClock, key: string, record: NewRecord): Promise<void> {
  const note = { ...newNote(clock), id: record.id }
  if (store.abilities.rotate) {
    await having(store, 'rotate').rotate(key, moved(key), record, 1, note)
    return
  }
  await store.create(moved(key), record, 2)
  const { status } = await store.write(key, note, 1)
  if (status !== 'written') await store.delete(moved(key))
}

export const subjectsAtOnce: readonly Claim[] = [
  {
    name: 'deleteSubject: beside sign-ins that create, none of them is live afterwards',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      await eachRound(store, clock, async ({ subject, keys, early, atOnce, allEnded }) => {
        const creates = keys.map((key) => () => store.create(key, early(key)))
        await atOnce(...creates, () => store.deleteSubject(subject))
        await allEnded()
      })
    },
  },
  {
    name: 'deleteSubject: beside sign-ins that write, none of them is live afterwards, and a refused one changed nothing',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      await eachRound(store, clock, async ({ subject, keys, early, atOnce, allEnded }) => {
        for (const key of keys) await store.create(key, newRecord(clock, { id: key }))
        const writes = keys.map((key) => () => store.write(key, early(`ann-${key}`), 1))
        await atOnce(...writes, () => store.deleteSubject(subject))
        await allEnded()
        for (const key of keys) {
          const record = await store.read(key)
          if (record !== undefined) equal([record.id, record.version], [key, 1], 'id and version')
        }
      })
    },
  },
  {
    name: 'deleteSubject: beside sign-ins that rotate, none of them is live afterwards',
    ability: 'subjects',
    async prove(anyStore, clock) {
      if (!anyStore.abilities.rotate) return
      const store = having(anyStore, 'deleteSubject', 'rotate')
      await eachRound(store, clock, async ({ subject, keys, early, atOnce, allEnded }) => {
        for (const key of keys) await store.create(key, newRecord(clock, { id: key }))
        const rotations = keys.map(
          (key) => () => store.rotate(key, moved(key), early(`ann-${key}`), 1, newNote(clock)),
        )
        await atOnce(...rotations, () => store.deleteSubject(subject))
        await allEnded()
      })
    },
  },
  {
    name: 'deleteSubject: a session that moves to another key meanwhile does not get away',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      await eachRound(store, clock, async ({ subject, keys, early, atOnce, allEnded }) => {
        for (const key of keys) await store.create(key, early(key))
        const moves = keys.map((key) => () => move(store, clock, key, early(key)))
        await atOnce(...moves, () => store.deleteSubject(subject))
        await allEnded()
      })
    },
  },
  {
    name: 'deleteSubject: beside writes and touches of the sessions it ends, none of them is live afterwards',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      await eachRound(store, clock, async ({ subject, keys, early, atOnce, allEnded }) => {
        for (const key of keys) await store.create(key, early(key))
        const calls = keys.flatMap((key) => [
          () => store.write(key, early(key), 1),
          () => store.touch(key, clock.now()),
        ])
        await atOnce(...calls, () => store.deleteSubject(subject))
        await allEnded()
      })
    },
  },
  {
    name: 'deleteSubject: the spared session is there all the while, as it was',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'deleteSubject')
      await eachRound(store, clock, async ({ subject, keys, early, atOnce }) => {
        const own = `own of ${subject}`
        for (const key of [own, ...keys]) await store.create(key, early(key))
        const versions = new Set<number | undefined>()
        const readAgain = async (): Promise<void> => {
          for (let times = 0; times < 5; times += 1) versions.add((await store.read(own))?.version)
        }
        await atOnce(readAgain, () => store.deleteSubject(subject, own), readAgain)
        equal([...versions], [1], 'versions that were read')
        const listed = await having(store, 'list').list(subject)
        equal(
          listed.map(({ key }) => key),
          [own],
          'keys that are left',
        )
      })
    },
  },
]
