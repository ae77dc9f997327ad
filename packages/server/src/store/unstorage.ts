import { type Clock, systemClock } from '../clock.ts'
import { SessionError } from '../errors.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import { Turns } from './legacy/turns.ts'
import type { KeyPage, NewRecord, SessionRecord, SessionStore, WriteResult } from './store.ts'
import { fromStored, toStored } from './unstorage/record.ts'

/** What the store asks of a storage: what `createStorage` of unstorage answers. */
export interface UnstorageLike {
  getItem(key: string): PromiseLike<unknown>
  setItem(key: string, value: object, options: { readonly ttl: number }): PromiseLike<unknown>
  removeItem(key: string): PromiseLike<unknown>
  getKeys(base: string): PromiseLike<readonly string[]>
}

/** Options of `unstorageStore`. */
export interface UnstorageStoreOptions {
  /** What all keys are below. Default `sojourn`. */
  readonly prefix?: string
  readonly clock?: Clock
}

/**
 * Stores sessions by any driver of unstorage.
 *
 * Such a driver reads and writes, and cannot compare: **of two processes that write to one session at the same moment, one
 * loses its write**, and a session that one process ends another may bring back. Within a process calls about one session go
 * one after the other, and nothing is lost. Nor can a driver find the sessions of a subject (`maxSessions`, `sessions.revoke`).
 * Drivers that know a time to live are told how long a session lasts; with others call `sweep` now and then.
 *
 * @param storage - What `createStorage` answered. It is not disposed of.
 * @throws {SessionError} `option-invalid` for what is no storage.
 * @example
 * createSessions({ secret, store: unstorageStore(createStorage({ driver: fsDriver({ base: 'data/sessions' }) })) })
 */
export function unstorageStore(storage: UnstorageLike, options: UnstorageStoreOptions = {}): UnstorageStore {
  const { prefix = 'sojourn', clock = systemClock } = options
  const isStorage = ['getItem', 'setItem', 'removeItem', 'getKeys'].every(
    (name) => typeof Object(storage)[name] === 'function',
  )
  if (!isStorage) refuse('the storage', 'what createStorage() of unstorage answers', typeof storage)
  if (!/^[\w-]+$/.test(prefix)) refuse('prefix', 'letters, digits, "_" and "-"', String(prefix))
  return new UnstorageStore(storage, prefix, clock)
}

/** One for each storage: two stores over one storage wait for each other. */
const turnsOf = new WeakMap<UnstorageLike, Turns>()

class UnstorageStore implements SessionStore {
  readonly abilities = {
    compareAndSet: false,
    immediate: false,
    rotate: false,
    subjects: false,
    sweep: true,
    watch: false,
  } as const

  readonly #storage: UnstorageLike
  readonly #base: string
  readonly #clock: Clock
  readonly #turns: Turns
  #isClosed = false

  constructor(storage: UnstorageLike, prefix: string, clock: Clock) {
    this.#storage = storage
    this.#base = `${prefix}:`
    this.#clock = clock
    this.#turns = turnsOf.get(storage) ?? new Turns()
    turnsOf.set(storage, this.#turns)
  }

  async read(key: string): Promise<SessionRecord | undefined> {
    this.#assertOpen()
    return this.#live(this.#nameOf(key))
  }

  create(key: string, record: NewRecord, version = 1): MaybePromise<void> {
    return this.#inTurn(key, async (name) => {
      if ((await this.#live(name)) !== undefined)
        throw new Error('unstorageStore: a live session is stored under that key')
      await this.#put(name, { ...record, version })
    })
  }

  write(key: string, record: NewRecord, expectedVersion: number): MaybePromise<WriteResult> {
    return this.#inTurn<WriteResult>(key, async (name) => {
      const current = await this.#live(name)
      if (current === undefined) return { status: 'gone' }
      if (current.version !== expectedVersion) return { status: 'conflict', current }
      const version = expectedVersion + 1
      await this.#put(name, { ...record, version })
      return { status: 'written', version }
    })
  }

  touch(key: string, now: number): MaybePromise<SessionRecord | undefined> {
    return this.#inTurn(key, async (name) => {
      const current = await this.#live(name)
      if (current === undefined) return undefined
      const renewed = Math.min(now + current.idleTimeout, current.endsAt ?? Number.POSITIVE_INFINITY)
      const expiresAt = Math.max(current.expiresAt, renewed)
      const touched = { ...current, expiresAt, version: current.version + 1 }
      await this.#put(name, touched)
      return touched
    })
  }

  delete(key: string): MaybePromise<SessionRecord | undefined> {
    return this.#inTurn(key, async (name) => {
      const current = await this.#live(name)
      await this.#storage.removeItem(name)
      return current
    })
  }

  async sweep(limit: number): Promise<number> {
    this.#assertOpen()
    let swept = 0
    for (const name of await this.#names()) {
      if (swept >= limit) break
      // In turn, or what was created meanwhile under that key would go with it.
      swept += await this.#turns.take(name, this.#clock, async () => {
        const found = await this.#storage.getItem(name)
        if (found === null || found === undefined || this.#isLive(fromStored(found))) return 0
        await this.#storage.removeItem(name)
        return 1
      })
    }
    return swept
  }

  async keys(limit: number, after?: string): Promise<KeyPage> {
    this.#assertOpen()
    const rest = (await this.#names()).filter((name) => after === undefined || name > after).sort()
    const page = rest.slice(0, limit)
    return {
      keys: page.map((name) => this.#keyOf(name)),
      next: rest.length > limit ? page.at(-1) : undefined,
    }
  }

  async count(): Promise<number> {
    this.#assertOpen()
    const found = await Promise.all((await this.#names()).map((name) => this.#live(name)))
    return found.filter((record) => record !== undefined).length
  }

  async clear(): Promise<void> {
    this.#assertOpen()
    await Promise.all((await this.#names()).map((name) => this.#storage.removeItem(name)))
  }

  close(): void {
    this.#isClosed = true
  }

  async #live(name: string): Promise<SessionRecord | undefined> {
    const found = await this.#storage.getItem(name)
    if (found === null || found === undefined) return undefined
    const record = fromStored(found)
    return this.#isLive(record) ? record : undefined
  }

  #isLive({ expiresAt }: SessionRecord): boolean {
    return expiresAt > this.#clock.now()
  }

  async #put(name: string, record: SessionRecord): Promise<void> {
    const ttl = Math.max(1, Math.ceil((record.expiresAt - this.#clock.now()) / 1000))
    await this.#storage.setItem(name, toStored(record), { ttl })
  }

  async #inTurn<T>(key: string, action: (name: string) => Promise<T>): Promise<T> {
    this.#assertOpen()
    const name = this.#nameOf(key)
    return this.#turns.take(name, this.#clock, () => action(name))
  }

  async #names(): Promise<readonly string[]> {
    const names = await this.#storage.getKeys(this.#base)
    return names.filter((name) => name.startsWith(this.#base))
  }

  /** Unstorage takes `/`, `\`, `:` and `?` for its own, and file systems have names that they do not take. */
  #nameOf(key: string): string {
    const escaped = key.replace(/[^\w-]/g, (unit) => `~${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    return `${this.#base}s${escaped}`
  }

  #keyOf(name: string): string {
    const escaped = name.slice(this.#base.length + 1)
    return escaped.replace(/~([\da-f]{4})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    )
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new SessionError('store-unavailable', 'unstorageStore: is closed.')
  }
}

export type { UnstorageStore }

function refuse(name: string, takes: string, got: string): never {
  throw new SessionError('option-invalid', `unstorageStore: ${name} takes ${takes}, got ${got}`)
}
