import type { SessionStore } from '../../store/store.ts'
import type { ManualClock } from '../manual-clock.ts'
import { equal, Mismatch } from './check.ts'
import { annsRecord, type Claim, having, minute, newNote, newRecord } from './claim.ts'
import { wait } from './patience.ts'

/** How long news may take, in milliseconds of the machine's clock, and what passes by the store's own clock for each of them. */
const patience = 3_000
const clockSpeed = 10
const pause = 10

/** A watcher of the store, and the ids that it has heard of, each once, in alphabetical order. */
class Watcher {
  readonly #ids = new Set<string>()
  readonly #patience: number
  #stop: (() => void) | undefined

  private constructor(patience: number) {
    this.#patience = patience
  }

  static async start(store: SessionStore): Promise<Watcher> {
    // What answers at once has nothing to wait for.
    const watcher = new Watcher(store.abilities.immediate ? patience / 10 : patience)
    const { watch } = having(store, 'watch')
    watcher.#stop = await watch.call(store, (news) => {
      if (news.type === 'ended') watcher.#ids.add(news.id)
    })
    return watcher
  }

  get ids(): string[] {
    return [...this.#ids].sort()
  }

  stop(): void {
    this.#stop?.()
  }

  /** Waits until it has heard of that session, too. */
  async hears(id: string, clock: ManualClock): Promise<void> {
    for (let waited = 0; waited < this.#patience; waited += pause) {
      if (this.#ids.has(id)) return
      // For a store that looks now and then, by the clock that it was given.
      clock.advance(pause * clockSpeed)
      await wait(pause)
    }
    throw new Mismatch('what a watcher hears', this.ids, [id])
  }
}

/** Ends one more session, and waits until the watchers have heard of it: what was ended before they have heard of, too. */
async function settle(store: SessionStore, clock: ManualClock, ...watchers: Watcher[]): Promise<void> {
  await store.create('last', newRecord(clock, { id: 'zz-last' }))
  await store.delete('last')
  for (const watcher of watchers) await watcher.hears('zz-last', clock)
}

export const watch: readonly Claim[] = [
  {
    name: 'watch: tells of each session that is deleted, by its id',
    ability: 'watch',
    async prove(store, clock) {
      const watcher = await Watcher.start(store)
      for (const key of ['a', 'b', 'c']) await store.create(key, newRecord(clock, { id: `stay-${key}` }))
      await store.delete('b')
      await watcher.hears('stay-b', clock)
      await store.delete('b')
      await store.delete('unknown')
      await store.delete('a')
      await settle(store, clock, watcher)
      equal(watcher.ids, ['stay-a', 'stay-b', 'zz-last'], 'what was heard')
      watcher.stop()
    },
  },
  {
    name: 'watch: tells of each session that deleteSubject ends, and of no other',
    ability: 'watch',
    async prove(anyStore, clock) {
      if (!anyStore.abilities.subjects) return
      const store = having(anyStore, 'deleteSubject')
      const watcher = await Watcher.start(store)
      for (const key of ['a', 'b', 'c']) await store.create(key, annsRecord(clock, { id: `ann-${key}` }))
      await store.create('d', newRecord(clock, { id: 'bob-d', subject: 'bob' }))
      equal(await store.deleteSubject('ann', 'b'), 2, 'deleteSubject')
      await settle(store, clock, watcher)
      equal(watcher.ids, ['ann-a', 'ann-c', 'zz-last'], 'what was heard')
      watcher.stop()
    },
  },
  {
    name: 'watch: tells of the session that a write ends, once it is written',
    ability: 'watch',
    async prove(store, clock) {
      const watcher = await Watcher.start(store)
      await store.create('a', newRecord(clock, { id: 'before' }))
      await store.write('a', newRecord(clock, { id: 'after' }), 7, 'conflict')
      await store.write('unknown', newRecord(clock), 1, 'gone')
      const result = await store.write('a', newRecord(clock, { id: 'after' }), 1, 'before')
      equal(result, { status: 'written', version: 2 }, 'write')
      await settle(store, clock, watcher)
      equal(watcher.ids, ['before', 'zz-last'], 'what was heard')
      equal((await store.read('a'))?.id, 'after', 'id')
      watcher.stop()
    },
  },
  {
    name: 'watch: tells of the session that a rotation ends, once it is written',
    ability: 'watch',
    async prove(anyStore, clock) {
      if (!anyStore.abilities.rotate) return
      const store = having(anyStore, 'rotate')
      const watcher = await Watcher.start(store)
      await store.create('a', newRecord(clock, { id: 'before' }))
      const signedIn = newRecord(clock, { id: 'after' })
      await store.rotate('a', 'b', signedIn, 7, newNote(clock), 'conflict')
      await store.rotate('unknown', 'b', signedIn, 1, newNote(clock), 'gone')
      await store.rotate('a', 'b', signedIn, 1, newNote(clock), 'before')
      await store.rotate('b', 'c', signedIn, 2, newNote(clock))
      await settle(store, clock, watcher)
      equal(watcher.ids, ['before', 'zz-last'], 'what was heard')
      equal((await store.read('c'))?.id, 'after', 'id under the new key')
      watcher.stop()
    },
  },
  {
    name: 'watch: tells of nothing that goes on, nor of what has come to its own end',
    ability: 'watch',
    async prove(store, clock) {
      const watcher = await Watcher.start(store)
      await store.create('a', newRecord(clock, { id: 'goes on' }))
      await store.create('b', newRecord(clock, { id: 'expires', expiresAt: clock.now() + minute }))
      await store.read('a')
      await store.touch('a', clock.now())
      await store.write('a', newRecord(clock, { id: 'goes on' }), 2)
      await store.write('a', newRecord(clock, { id: 'another id' }), 3)
      clock.advance(minute)
      await store.sweep?.(10)
      await store.create('b', newRecord(clock, { id: 'another' }))
      await settle(store, clock, watcher)
      equal(watcher.ids, ['zz-last'], 'what was heard')
      watcher.stop()
    },
  },
  {
    name: 'watch: several watchers hear the same, each until it is stopped',
    ability: 'watch',
    async prove(store, clock) {
      const [one, other] = [await Watcher.start(store), await Watcher.start(store)]
      for (const key of ['a', 'b']) await store.create(key, newRecord(clock, { id: `stay-${key}` }))
      await store.delete('a')
      for (const watcher of [one, other]) await watcher.hears('stay-a', clock)
      one.stop()
      one.stop()
      await store.delete('b')
      await settle(store, clock, other)
      equal([one.ids, other.ids], [['stay-a'], ['stay-a', 'stay-b', 'zz-last']], 'what was heard')
      other.stop()
      await store.create('c', newRecord(clock, { id: 'stay-c' }))
      const third = await Watcher.start(store)
      await store.delete('c')
      await third.hears('stay-c', clock)
      equal([one.ids.length, other.ids.length], [1, 3], 'how much those heard that were stopped')
      third.stop()
    },
  },
  {
    name: 'watch: a listener that throws fails neither the call nor the other watchers',
    ability: 'watch',
    async prove(anyStore, clock) {
      const store = having(anyStore, 'watch')
      const stop = await store.watch(() => {
        throw new Error('a fault of the listener')
      })
      const watcher = await Watcher.start(store)
      await store.create('a', newRecord(clock))
      equal((await store.delete('a'))?.id, 'stay-1', 'id of what was deleted')
      await watcher.hears('stay-1', clock)
      stop()
      watcher.stop()
    },
  },
]
