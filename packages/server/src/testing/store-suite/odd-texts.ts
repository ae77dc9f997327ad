import type { NewRecord } from '../../store/store.ts'
import { equal, fails, succeeds } from './check.ts'
import { type Claim, having, newNote, newRecord } from './claim.ts'
import { megabyte, texts } from './odd-text-list.ts'

/** Those of the texts with which `call` does not fail. Ordinary ones are never refused. */
async function takenOf(all: readonly string[], call: (text: string) => unknown): Promise<string[]> {
  const taken: string[] = []
  for (const text of all) {
    if (isOrdinary(text)) await call(text)
    if (isOrdinary(text) || (await succeeds(() => call(text)))) taken.push(text)
  }
  return taken
}

/** Fails if one that is not taken was refused for another's sake: an empty store refuses it, too. */
async function refusedAlone(
  all: readonly string[],
  taken: readonly string[],
  call: (text: string) => unknown,
): Promise<void> {
  for (const text of all.filter((each) => !taken.includes(each)))
    await fails(() => call(text), `a call with …${text.slice(-20)}, which was refused beside others`)
}

/** What keys of `createSessions`, and the numbers and names of users, are made of. */
function isOrdinary(text: string): boolean {
  return /^[\w@.-]{1,100}$/.test(text)
}

export const oddTexts: readonly Claim[] = [
  {
    name: 'keys: odd ones work with every method, and no two are taken for one; a store may refuse some',
    async prove(store, clock) {
      const recordOf = (key: string): NewRecord =>
        newRecord(clock, { id: `stay of ${key}`, data: JSON.stringify(key) })
      const taken = await takenOf(texts, (key) => store.create(key, recordOf(key)))
      for (const key of taken) {
        equal(await store.write(key, recordOf(key), 1), { status: 'written', version: 2 }, `write of ${key}`)
        equal((await store.touch(key, clock.now()))?.version, 3, `version of the touch of ${key}`)
      }
      for (const key of taken) {
        equal(await store.read(key), { ...recordOf(key), version: 3 }, `read of ${key}`)
        equal((await store.delete(key))?.id, recordOf(key).id, `id of the deleted ${key}`)
        equal(await store.read(key), undefined, `read of the deleted ${key}`)
      }
      await refusedAlone(texts, taken, (key) => store.create(key, recordOf(key)))
    },
  },
  {
    name: 'rotate: from odd keys to odd keys; a store may refuse some',
    ability: 'rotate',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'rotate')
      const record = newRecord(clock)
      const [first = 'first', ...others] = await takenOf(texts, (key) => store.create(key, record))
      for (const key of others) await store.delete(key)
      let key = first
      let version = 1
      for (const newKey of others) {
        const result = await store.rotate(key, newKey, record, version, newNote(clock))
        version += 1
        equal(result, { status: 'written', version }, `rotate from ${key} to ${newKey}`)
        equal((await store.read(newKey))?.version, version, `version under ${newKey}`)
        equal((await store.delete(key))?.data, newNote(clock).data, `data of the note under ${key}`)
        key = newKey
      }
    },
  },
  {
    name: 'keys: long ones are told apart by their last character; a store may refuse them, and an empty one',
    async prove(store, clock) {
      const ends = ['a', 'b', 'é']
      const lengths = [100, 255, 1_000, 5_000, 100_000]
      const long = lengths.flatMap((length) => ends.map((end) => 'k'.repeat(length - 1) + end))
      const nameOf = (key: string): string => `a key of ${key.length} characters up to ${key.slice(-1)}`
      const create = (key: string): unknown => store.create(key, newRecord(clock, { id: nameOf(key) }))
      const taken = await takenOf(['', ...long], create)
      for (const key of taken) {
        equal((await store.read(key))?.id, nameOf(key), `id under ${nameOf(key)}`)
        equal((await store.delete(key))?.id, nameOf(key), `id of what was deleted under ${nameOf(key)}`)
      }
      await refusedAlone(['', ...long], taken, create)
    },
  },
  {
    name: 'subjects: odd ones are listed and ended alone; a store may refuse some',
    ability: 'subjects',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'list', 'deleteSubject')
      const taken = await takenOf(texts, (subject) =>
        store.create(`key of ${texts.indexOf(subject)}`, newRecord(clock, { subject })),
      )
      for (const subject of taken) {
        const listed = (await store.list(subject)).map(({ key, record }) => [key, record.subject])
        equal(listed, [[`key of ${texts.indexOf(subject)}`, subject]], `list of ${subject}`)
        equal(await store.deleteSubject(subject), 1, `deleteSubject of ${subject}`)
        equal(await store.list(subject), [], `list of ${subject} afterwards`)
      }
    },
  },
  {
    name: 'data: a megabyte is kept whole by every method',
    async prove(store, clock) {
      const record = newRecord(clock, { data: megabyte, subject: 'ann' })
      const dataOf = (found: { readonly data: string } | undefined): boolean => found?.data === megabyte
      await store.create('a', record)
      equal(dataOf(await store.read('a')), true, 'whether a read returns what was created')
      await store.write('a', newRecord(clock), 1)
      await store.write('a', record, 2)
      const conflict = await store.write('a', record, 1)
      equal(conflict.status === 'conflict' && dataOf(conflict.current), true, 'whether a conflict carries it')
      await store.touch('a', clock.now())
      if (store.abilities.subjects) {
        const [listed] = await having(store, 'list').list('ann')
        equal(dataOf(listed?.record), true, 'whether it is listed')
      }
      equal(dataOf(await store.delete('a')), true, 'whether a delete answers it')
    },
  },
  {
    name: 'numbers: the latest times there are, and versions past 32 bits, come back to the last digit',
    async prove(store, clock) {
      const latest = clock.now() + 2 ** 52 + 1
      const version = 2 ** 32 + 7
      const record = newRecord(clock, { expiresAt: latest, endsAt: latest, idleTimeout: 2 ** 52 - 1 })
      await store.create('a', record, version)
      equal(await store.read('a'), { ...record, version }, 'read')
      equal((await store.touch('a', clock.now()))?.version, version + 1, 'version of the touch')
      const result = await store.write('a', record, version + 1)
      equal(result, { status: 'written', version: version + 2 }, 'write')
      equal(await store.delete('a'), { ...record, version: version + 2 }, 'delete')
    },
  },
]
