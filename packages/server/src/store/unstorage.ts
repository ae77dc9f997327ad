import { type Clock, systemClock } from '../clock.ts'
import { SessionError } from '../errors.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { Turns } from './legacy/turns.ts'
import type { KeyPage, NewRecord, SessionRecord, SessionStore, Touched, WriteResult } from './store.ts'
import { Entries } from './unstorage/entries.ts'
import { assertPrefix, assertStorage, type StorageLike, turnsOf } from './unstorage/storage.ts'

export type { StorageLike }

/** Options of `unstorageStore`. */
export interface UnstorageStoreOptions {
  /**
   * What all keys begin with, before a `:`. Letters, digits, `_` and `-`, in parts with `:` between. Default `sojourn`. Apps
   * that share a storage need one each.
   */
  readonly prefix?: string
  readonly clock?: Clock
}

/** How many records are read at once by what reads them all. */
const readAtOnce = 50

/**
 * Stores sessions wherever a driver of unstorage does: for one process.
 *
 * Within one process, all calls about one session wait for each other, so no write is lost and no deleted session comes back.
 * Two stores over one storage object wait for each other too; over two storage objects they count as two processes.
 *
 * No driver can promise more, so these the store does not have:
 * - Compare and set between processes: of two writes at once, one may be lost, and a write may bring back what another
 *   process deletes meanwhile. Several processes need `redisStore`, `postgresStore` or `mysqlStore`.
 * - A rotation in one step: a session moves to its new session ID in several.
 * - Subjects: the sessions of a user cannot be listed, nor ended all at once.
 * - Watching: nobody is told of the sessions that end.
 *
 * Each write hands the driver the option `ttl`, in whole seconds, rounded up: with the drivers that take it (Redis, Upstash,
 * Vercel KV, Cloudflare KV and others) records expire by themselves. Elsewhere they stay until `sweep(limit)` removes them.
 * `sweep`, `keys`, `count` and `clear` list all keys, and `sweep` and `count` read every record.
 *
 * Not every driver keeps what it is given: `lru-cache` drops what is old, Cloudflare KV may show a write up to a minute late, and
 * one that only reads (`github`) stores nothing and says nothing. Sessions are lost over those.
 *
 * Calls wait at most ten seconds for the call before them; if that one is carried out later, it still undoes what happened
 * meanwhile. If a hundred calls about one session are waiting, the next one throws `session-busy`.
 *
 * @param storage - What `createStorage({ driver })` of unstorage returns. The store does not dispose it.
 * @throws {SessionError} `option-invalid` for what is no storage, and for a prefix that unstorage would change. Calls reject with
 * `store-unavailable` where something else is stored under the key, or half a record, which a process that died may leave; only
 * `delete` removes that.
 * @example
 * createSessions({ secret, store: unstorageStore(createStorage({ driver: fsDriver({ base: './sessions' }) })) })
 */
export function unstorageStore(storage: StorageLike, options: UnstorageStoreOptions = {}): UnstorageStore {
  const { prefix = 'sojourn', clock = systemClock } = options
  assertStorage(storage)
  assertPrefix(prefix)
  return new UnstorageStore(new Entries(storage, prefix, clock), turnsOf(storage), clock)
}

class UnstorageStore implements SessionStore {
  readonly abilities = {
    compareAndSet: false,
    immediate: false,
    rotate: false,
    subjects: false,
    sweep: true,
    watch: false,
  } as const

  readonly #entries: Entries
  readonly #turns: Turns
  readonly #clock: Clock
  #isClosed = false

  constructor(entries: Entries, turns: Turns, clock: Clock) {
    this.#entries = entries
    this.#turns = turns
    this.#clock = clock
  }

  /** Waits its turn too: a driver of files answers with half a record while one is written. */
  read(key: string): MaybePromise<SessionRecord | undefined> {
    return this.#inTurn(key, (name) => this.#live(name))
  }

  create(key: string, record: NewRecord, version = 1): MaybePromise<void> {
    return this.#inTurn(key, async (name) => {
      // The message leaves the key out: where session IDs are not hashed, it is a credential.
      if (await this.#live(name)) throw new Error('unstorageStore: a live session is stored under that key')
      await this.#entries.put(name, record, version)
    })
  }

  write(key: string, record: NewRecord, expectedVersion: number): MaybePromise<WriteResult> {
    this.#assertOpen()
    const name = this.#entries.nameOf(key)
    return this.#turns.write(name, this.#clock, expectedVersion, async () => {
      const current = await this.#live(name)
      if (current === undefined) return { status: 'gone' }
      if (current.version !== expectedVersion) return { status: 'conflict', current }
      const version = expectedVersion + 1
      await this.#entries.put(name, record, version)
      return { status: 'written', version }
    })
  }

  touch(key: string, now: number): MaybePromise<Touched | undefined> {
    return this.#inTurn(key, async (name) => {
      const current = await this.#live(name)
      if (current === undefined) return undefined
      const renewed = Math.min(now + current.idleTimeout, current.endsAt ?? Number.POSITIVE_INFINITY)
      const expiresAt = Math.max(current.expiresAt, renewed)
      const touched = { ...current, expiresAt, version: current.version + 1 }
      await this.#entries.put(name, touched, touched.version)
      return touched
    })
  }

  delete(key: string): MaybePromise<SessionRecord | undefined> {
    return this.#inTurn(key, async (name) => {
      const stored = await this.#entries.get(name)
      if (stored !== undefined) await this.#entries.remove(name)
      return stored === 'unreadable' || !this.#isLive(stored) ? undefined : stored
    })
  }

  /** Reads all records in search of them: better one call with a high limit than many with a low one. */
  async sweep(limit: number): Promise<number> {
    const keys = await this.#allKeys()
    let swept = 0
    for (let next = 0; next < keys.length && swept < limit; ) {
      const page = keys.slice(next, next + Math.min(readAtOnce, limit - swept))
      next += page.length
      const removed = await Promise.all(page.map((key) => this.#removeDead(key)))
      swept += removed.filter(Boolean).length
    }
    return swept
  }

  async keys(limit: number, after?: string): Promise<KeyPage> {
    const keys = await this.#allKeys()
    const rest = after === undefined ? keys : keys.filter((key) => this.#entries.nameOf(key) > after)
    const page = rest.slice(0, limit)
    const last = page.at(-1)
    const isLast = last === undefined || page.length === rest.length
    return { keys: page, next: isLast ? undefined : this.#entries.nameOf(last) }
  }

  async count(): Promise<number> {
    const keys = await this.#allKeys()
    let live = 0
    for (let next = 0; next < keys.length; next += readAtOnce) {
      const page = keys.slice(next, next + readAtOnce)
      const found = await Promise.all(page.map((key) => this.#inTurn(key, (name) => this.#entries.get(name))))
      live += found.filter((stored) => stored !== 'unreadable' && this.#isLive(stored)).length
    }
    return live
  }

  async clear(): Promise<void> {
    for (const key of await this.#allKeys()) await this.#inTurn(key, (name) => this.#entries.remove(name))
  }

  /** The storage was handed over, and stays open. */
  close(): void {
    this.#isClosed = true
  }

  /** After the calls about that key that are under way. `call` gets what the driver knows the key by. */
  #inTurn<T>(key: string, call: (name: string) => MaybePromise<T>): MaybePromise<T> {
    this.#assertOpen()
    const name = this.#entries.nameOf(key)
    return this.#turns.take(name, this.#clock, () => call(name))
  }

  async #live(name: string): Promise<SessionRecord | undefined> {
    const stored = await this.#entries.get(name)
    if (stored === 'unreadable') throw unreadable()
    return this.#isLive(stored) ? stored : undefined
  }

  #isLive(record: SessionRecord | undefined): record is SessionRecord {
    return record !== undefined && record.expiresAt > this.#clock.now()
  }

  #removeDead(key: string): MaybePromise<boolean> {
    return this.#inTurn(key, async (name) => {
      const stored = await this.#entries.get(name)
      const isDead = stored !== undefined && stored !== 'unreadable' && !this.#isLive(stored)
      if (isDead) await this.#entries.remove(name)
      return isDead
    })
  }

  #allKeys(): Promise<string[]> {
    this.#assertOpen()
    return this.#entries.keys()
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new Error('unstorageStore: the store is closed')
  }
}

function unreadable(): SessionError {
  return new SessionError(
    'store-unavailable',
    'unstorageStore: what is stored under the key is no session of this release, or half of one, and is left alone. Delete it; ' +
      'or give this store a prefix of its own.',
  )
}

export type { UnstorageStore }
