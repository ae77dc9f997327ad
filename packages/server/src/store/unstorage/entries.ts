import type { Clock } from '../../clock.ts'
import type { NewRecord, SessionRecord } from '../store.ts'
import { fromKeyText, toKeyText } from './key-text.ts'
import { fromStored, toText } from './record-text.ts'
import type { StorageLike } from './storage.ts'

/** The entries of a storage that hold records, by their names in it. */
export class Entries {
  readonly #storage: StorageLike
  readonly #base: string
  readonly #clock: Clock

  constructor(storage: StorageLike, prefix: string, clock: Clock) {
    this.#storage = storage
    this.#base = `${prefix}:`
    this.#clock = clock
  }

  nameOf(key: string): string {
    return this.#base + toKeyText(key)
  }

  /** The record, live or not; `'unreadable'`: something else, or half of one. */
  async get(name: string): Promise<SessionRecord | 'unreadable' | undefined> {
    return fromStored(await this.#storage.getItem(name))
  }

  async put(name: string, record: NewRecord, version: number): Promise<void> {
    const seconds = Math.ceil((record.expiresAt - this.#clock.now()) / 1000)
    await this.#storage.setItem(name, toText(record, version), { ttl: Math.max(1, seconds) })
  }

  async remove(name: string): Promise<void> {
    await this.#storage.removeItem(name)
  }

  /** The keys of all entries, in the order of their names. What is not the store's own is left out. */
  async keys(): Promise<string[]> {
    const names = await this.#storage.getKeys(this.#base)
    // A driver that scans may find one twice.
    return [...new Set(names)].sort().flatMap((name) => {
      const key = name.startsWith(this.#base) ? fromKeyText(name.slice(this.#base.length)) : undefined
      return key === undefined ? [] : [key]
    })
  }
}
