import type { KeyPage, NewRecord } from '../store.ts'
import { Deadlines } from './deadlines.ts'
import { Rings } from './rings.ts'
import { Rows } from './rows.ts'

/** Rows of records, and the three ways to find one: by its key, by its deadline, by its subject or last use. */
export class Table {
  readonly rows: Rows
  readonly #byKey = new Map<string, number>()
  readonly #deadlines: Deadlines
  readonly #rings: Rings

  constructor(max: number) {
    this.rows = new Rows(max)
    this.#deadlines = new Deadlines(this.rows)
    this.#rings = new Rings(this.rows)
  }

  get size(): number {
    return this.#byKey.size
  }

  /** A page of keys, in their own order. */
  keys(limit: number, after: string | undefined): KeyPage {
    const rest = [...this.#byKey.keys()].filter((key) => after === undefined || key > after).sort()
    return { keys: rest.slice(0, limit), next: rest.length > limit ? rest[limit - 1] : undefined }
  }

  find(key: string): number | undefined {
    return this.#byKey.get(key)
  }

  /** The row that is due first, if that is at `now` or before. */
  due(now: number): number | undefined {
    return this.#deadlines.due(now)
  }

  /** The row without a subject that was not used for longest. */
  get leastRecentlyUsed(): number | undefined {
    return this.#rings.leastRecentlyUsed
  }

  /** The rows of a subject's live sessions. */
  liveOf(subject: string, now: number): number[] {
    return this.#rings.of(subject).filter((row) => this.rows.expiresAt(row) > now)
  }

  /** Notes that the row was used just now. */
  use(row: number): void {
    this.#rings.use(row)
  }

  add(key: string, record: NewRecord, version: number): void {
    const row = this.rows.take(key, record, version)
    this.#byKey.set(key, row)
    this.#deadlines.add(row)
    this.#rings.add(row)
  }

  /** Puts another record in the row, under the key that it has or another one. */
  replace(row: number, key: string, record: NewRecord, version: number): void {
    const oldKey = this.rows.key(row)
    if (key !== oldKey) {
      this.#byKey.delete(oldKey)
      this.#byKey.set(key, row)
    }
    this.#rings.remove(row)
    this.rows.set(row, key, record, version)
    this.#rings.add(row)
    this.#deadlines.update(row)
  }

  touch(row: number, now: number): void {
    this.rows.touch(row, now)
    this.#deadlines.update(row)
  }

  drop(row: number): void {
    this.#byKey.delete(this.rows.key(row))
    this.#rings.remove(row)
    this.#deadlines.remove(row)
    this.rows.release(row)
  }
}
