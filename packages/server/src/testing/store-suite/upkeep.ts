import type { SessionStore } from '../../store/store.ts'
import { equal, fails } from './check.ts'
import { type Claim, having, minute, newRecord } from './claim.ts'

async function pagesOf(store: Required<Pick<SessionStore, 'keys'>>, limit: number): Promise<string[]> {
  const found: string[] = []
  let after: string | undefined
  do {
    const page = await store.keys(limit, after)
    found.push(...page.keys)
    after = page.next
  } while (after !== undefined)
  return found
}

export const upkeep: readonly Claim[] = [
  {
    name: 'abilities: what is declared is there',
    async prove(store) {
      if (store.abilities.rotate) having(store, 'rotate')
      if (store.abilities.subjects) having(store, 'list', 'deleteSubject')
      if (store.abilities.sweep) having(store, 'sweep')
      if (store.abilities.watch) having(store, 'watch')
    },
  },
  {
    name: 'sweep: removes what is no longer live, at most limit at a time, and says how many',
    ability: 'sweep',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'sweep')
      equal(await store.sweep(10), 0, 'sweep of an empty store')
      for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await store.create(key, newRecord(clock))
      clock.advance(20 * minute)
      equal(await store.sweep(10), 0, 'sweep while all are live')
      await store.touch('f', clock.now())
      await store.write('g', newRecord(clock), 1)
      clock.advance(10 * minute)
      equal(
        [await store.sweep(2), await store.sweep(2), await store.sweep(2)],
        [2, 2, 1],
        'three sweeps of two',
      )
      equal(
        [(await store.read('f'))?.version, (await store.read('g'))?.version],
        [2, 2],
        'versions of the live ones',
      )
      clock.advance(30 * minute)
      equal(await store.sweep(10), 2, 'sweep when those have ended too')
    },
  },
  {
    name: 'sweep: sees an expiresAt that a write made earlier',
    ability: 'sweep',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'sweep')
      await store.create('a', newRecord(clock))
      await store.create('b', newRecord(clock))
      await store.write('b', newRecord(clock, { expiresAt: clock.now() + minute }), 1)
      clock.advance(minute)
      equal(await store.sweep(10), 1, 'sweep')
      equal((await store.read('a'))?.version, 1, 'version of the other')
    },
  },
  {
    name: 'keys: every key is on one of the pages',
    method: 'keys',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'keys')
      equal(await pagesOf(store, 10), [], 'keys of an empty store')
      const all = Array.from({ length: 25 }, (_, index) => `key ${index}`)
      for (const key of all) await store.create(key, newRecord(clock, { subject: 'ann' }))
      await store.delete('key 7')
      const kept = all.filter((key) => key !== 'key 7')
      for (const limit of [1, 10, 24, 100])
        equal((await pagesOf(store, limit)).sort(), [...kept].sort(), `keys, ${limit} a page`)
      // Others come and go while somebody turns the pages.
      let page = await store.keys(10)
      const seen = [...page.keys]
      await store.create('zz', newRecord(clock))
      for (const key of page.keys.slice(0, 5)) await store.delete(key)
      while (page.next !== undefined) {
        page = await store.keys(10, page.next)
        seen.push(...page.keys)
      }
      equal(
        kept.filter((key) => !seen.includes(key)),
        [],
        'keys that were there all the while and on no page',
      )
    },
  },
  {
    name: 'count: the live records',
    method: 'count',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'count')
      equal(await store.count(), 0, 'count of an empty store')
      for (const key of ['a', 'b', 'c']) await store.create(key, newRecord(clock))
      await store.create('d', newRecord(clock, { expiresAt: clock.now() + minute }))
      await store.delete('a')
      equal(await store.count(), 3, 'count')
      clock.advance(minute)
      equal(await store.count(), 2, 'count when one has ended')
    },
  },
  {
    name: 'clear: deletes every record, and the store works on',
    method: 'clear',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'clear')
      for (const key of ['a', 'b']) await store.create(key, newRecord(clock, { subject: 'ann' }))
      await store.clear()
      equal([await store.read('a'), await store.read('b')], [undefined, undefined], 'reads')
      if (store.abilities.subjects) equal(await having(store, 'list').list('ann'), [], 'list')
      await store.create('a', newRecord(clock))
      equal((await store.read('a'))?.version, 1, 'version of a new one')
    },
  },
  {
    name: 'close: calls after it fail, but for close itself',
    method: 'close',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'close')
      await store.create('a', newRecord(clock))
      await store.close()
      await fails(() => store.read('a'), 'read')
      await fails(() => store.create('b', newRecord(clock)), 'create')
      await fails(() => store.write('a', newRecord(clock), 1), 'write')
      await fails(() => store.touch('a', clock.now()), 'touch')
      await fails(() => store.delete('a'), 'delete')
      await store.close()
    },
  },
]
