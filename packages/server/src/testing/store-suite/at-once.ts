import { isPromise } from '../../maybe-promise.ts'
import type { NewRecord } from '../../store/store.ts'
import { equal, Mismatch } from './check.ts'
import { type Claim, having, minute, newNote, newRecord } from './claim.ts'

const times = Array.from({ length: 20 }, (_, index) => index)

export const atOnce: readonly Claim[] = [
  {
    name: 'compareAndSet: of many writes at once over one version a single one is written',
    ability: 'compareAndSet',
    async prove(store, clock) {
      await store.create('a', newRecord(clock))
      const results = await Promise.all(
        times.map((index) => store.write('a', newRecord(clock, { data: `{"by":${index}}` }), 1)),
      )
      const winners = times.filter((index) => results[index]?.status === 'written')
      equal(winners.length, 1, 'how many were written')
      equal((await store.read('a'))?.data, `{"by":${winners[0]}}`, 'data of the one that was written')
    },
  },
  {
    name: 'compareAndSet: of many creates at once under one key a single one succeeds',
    ability: 'compareAndSet',
    async prove(store, clock) {
      const create = async (index: number) => store.create('a', newRecord(clock, { id: `stay-${index}` }))
      const results = await Promise.allSettled(times.map(create))
      const winners = times.filter((index) => results[index]?.status === 'fulfilled')
      equal(winners.length, 1, 'how many were created')
      equal((await store.read('a'))?.id, `stay-${winners[0]}`, 'id of the one that was created')
    },
  },
  {
    name: 'compareAndSet: of many deletes at once a single one answers the record',
    ability: 'compareAndSet',
    async prove(store, clock) {
      await store.create('a', newRecord(clock))
      const results = await Promise.all(times.map(() => store.delete('a')))
      equal(results.filter((record) => record !== undefined).length, 1, 'how many answered it')
    },
  },
  {
    name: 'compareAndSet: a touch beside a write never undoes it',
    ability: 'compareAndSet',
    async prove(store, clock) {
      for (const key of times.map(String)) {
        await store.create(key, newRecord(clock))
        const write = async () => store.write(key, newRecord(clock, { data: '{"views":2}' }), 1)
        const touch = async () => store.touch(key, clock.now())
        const [, result] = await Promise.all([touch(), write()])
        const read = await store.read(key)
        const views = result.status === 'written' ? 2 : 1
        equal([read?.data, read?.version], [`{"views":${views}}`, 1 + views], 'data and version after both')
      }
    },
  },
  {
    name: 'compareAndSet: a delete beside a write and a touch is final',
    ability: 'compareAndSet',
    async prove(store, clock) {
      for (const key of times.map(String)) {
        await store.create(key, newRecord(clock))
        const write = async () => store.write(key, newRecord(clock), 1)
        const touch = async () => store.touch(key, clock.now())
        const remove = async () => store.delete(key)
        const [, , deleted] = await Promise.all([write(), touch(), remove(), touch()])
        equal(deleted?.id, newRecord(clock).id, 'id of what was deleted')
        equal(await store.read(key), undefined, 'read after all')
      }
    },
  },
  {
    name: 'compareAndSet: many touches at once all count',
    ability: 'compareAndSet',
    async prove(store, clock) {
      await store.create('a', newRecord(clock))
      clock.advance(minute)
      await Promise.all(times.map(() => store.touch('a', clock.now())))
      equal((await store.read('a'))?.version, 1 + times.length, 'version')
    },
  },
  {
    name: 'compareAndSet: of fifty who each add one, again until it is written, no addition is lost',
    ability: 'compareAndSet',
    async prove(store, clock) {
      const fifty = Array.from({ length: 50 })
      const counting = (views: number): NewRecord => newRecord(clock, { data: `{"views":${views}}` })
      const viewsIn = ({ data }: NewRecord): number => Number(data.replace(/\D/g, ''))
      await store.create('a', counting(0))
      const addOne = async (): Promise<void> => {
        let current = await store.read('a')
        // Each conflict means that another one got through.
        for (let attempt = 1; current !== undefined && attempt <= fifty.length; attempt += 1) {
          const result = await store.write('a', counting(viewsIn(current) + 1), current.version)
          if (result.status === 'written') return
          current = result.status === 'conflict' ? result.current : undefined
        }
        throw new Mismatch(
          'a write, tried again after each conflict',
          'none was written',
          'one of fifty at most',
        )
      }
      await Promise.all(fifty.map(addOne))
      equal(await store.read('a'), { ...counting(fifty.length), version: 1 + fifty.length }, 'read after all')
    },
  },
  {
    name: 'rotate: of many at once over one version a single one moves the record',
    ability: 'rotate',
    async prove(anyStore, clock) {
      if (!anyStore.abilities.compareAndSet) return
      const store = having(anyStore, 'rotate')
      await store.create('a', newRecord(clock))
      const results = await Promise.all(
        times.map((index) => store.rotate('a', `new-${index}`, newRecord(clock), 1, newNote(clock))),
      )
      equal(results.filter(({ status }) => status === 'written').length, 1, 'how many were written')
      const reads = await Promise.all(times.map((index) => store.read(`new-${index}`)))
      equal(reads.filter((read) => read !== undefined).length, 1, 'how many new keys work')
    },
  },
  {
    name: 'immediate: every answer comes at once, never as a promise',
    ability: 'immediate',
    async prove(store, clock) {
      const record = newRecord(clock, { subject: 'user-1' })
      const answers: Record<string, unknown> = {
        create: store.create('a', record),
        read: store.read('a'),
        write: store.write('a', record, 1),
        touch: store.touch('a', clock.now()),
        rotate: store.rotate?.('a', 'b', record, 3, newNote(clock)),
        list: store.list?.('user-1'),
        deleteSubject: store.deleteSubject?.('user-1'),
        sweep: store.sweep?.(1),
        count: store.count?.(),
        delete: store.delete('a'),
        clear: store.clear?.(),
      }
      for (const [method, answer] of Object.entries(answers)) {
        if (!isPromise(answer)) continue
        // Nobody waits for the others; what becomes of them is of no interest.
        for (const other of Object.values(answers)) Promise.resolve(other).catch(() => {})
        throw new Mismatch(`${method} of an immediate store`, 'a promise', 'an answer at once')
      }
    },
  },
]
