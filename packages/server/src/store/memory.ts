import type { Clock } from '../clock.ts'
import { Listeners } from './listeners.ts'
import { full, taken } from './memory/errors.ts'
import { type MemoryStoreOptions, parseOptions } from './memory/options.ts'
import { warnInProduction } from './memory/production-warning.ts'
import { Revocations } from './memory/revocations.ts'
import { Table } from './memory/table.ts'
import type {
  KeyPage,
  NewRecord,
  SessionRecord,
  SessionStore,
  StoredSession,
  StoreNews,
  WriteResult,
} from './store.ts'

/**
 * Stores sessions in the memory of this process: a restart ends them all, and other processes do not see them. No method
 * returns a promise.
 *
 * When the store is full, expired records make room first, then the least recently used session without a subject. A live
 * session with a subject is never dropped: if only those are left, `create` throws `store-full`, and `rotate` leaves no note.
 *
 * @throws {SessionError} `option-invalid` if `max` is not a positive whole number.
 * @example
 * createSessions({ secret, store: memoryStore({ max: 10_000 }) })
 */
export function memoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const { max, clock } = parseOptions(options)
  warnInProduction(max)
  return new MemoryStore(max, clock)
}

const gone: WriteResult = { status: 'gone' }

class MemoryStore implements SessionStore {
  readonly abilities = {
    compareAndSet: true,
    immediate: true,
    rotate: true,
    subjects: true,
    sweep: true,
    watch: true,
  } as const

  readonly #max: number
  readonly #clock: Clock
  readonly #listeners = new Listeners()
  #revocations = new Revocations()
  #table: Table

  constructor(max: number, clock: Clock) {
    this.#max = max
    this.#clock = clock
    this.#table = new Table(max)
  }

  read(key: string): SessionRecord | undefined {
    const row = this.#use(key)
    return row === undefined ? undefined : this.#table.rows.record(row)
  }

  create(key: string, record: NewRecord, version = 1): void {
    this.#refuseLive(key)
    this.#revocations.assertNotRevoked(record)
    // Removes up to two expired records with each insert, so that the store shrinks without a timer and makes room when full.
    this.sweep(2)
    if (this.#table.size >= this.#max) this.#evict()
    this.#table.add(key, record, version)
  }

  write(key: string, record: NewRecord, expectedVersion: number, ends?: string): WriteResult {
    const row = this.#use(key)
    const refusal = this.#refusal(row, expectedVersion)
    if (row === undefined || refusal !== undefined) return refusal ?? gone
    this.#refuseRevoked(row, record)
    this.#table.replace(row, key, record, expectedVersion + 1)
    if (ends !== undefined) this.#listeners.tellEnded([ends])
    return { status: 'written', version: expectedVersion + 1 }
  }

  touch(key: string, now: number): SessionRecord | undefined {
    const row = this.#use(key)
    if (row === undefined) return undefined
    this.#table.touch(row, now)
    return this.#table.rows.record(row)
  }

  delete(key: string): SessionRecord | undefined {
    const row = this.#use(key)
    if (row === undefined) return undefined
    const record = this.#table.rows.record(row)
    this.#table.drop(row)
    this.#listeners.tellEnded([record.id])
    return record
  }

  rotate(
    key: string,
    newKey: string,
    record: NewRecord,
    expectedVersion: number,
    note: NewRecord,
    ends?: string,
  ): WriteResult {
    const row = this.#use(key)
    const refusal = this.#refusal(row, expectedVersion)
    if (row === undefined || refusal !== undefined) return refusal ?? gone
    this.#refuseLive(newKey)
    this.#refuseRevoked(row, record)
    const version = expectedVersion + 1
    this.#table.replace(row, newKey, record, version)
    if (this.#hasRoomBeside(row)) this.#table.add(key, note, version)
    if (ends !== undefined) this.#listeners.tellEnded([ends])
    return { status: 'written', version }
  }

  list(subject: string): StoredSession[] {
    const { rows } = this.#table
    return this.#table
      .liveOf(subject, this.#clock.now())
      .map((row) => ({ key: rows.key(row), record: rows.record(row) }))
      .sort((a, b) => a.record.createdAt - b.record.createdAt)
  }

  deleteSubject(subject: string, exceptKey?: string): number {
    const { rows } = this.#table
    let spared: string | null = null
    const ended: string[] = []
    for (const row of this.#table.liveOf(subject, this.#clock.now())) {
      const { id } = rows.record(row)
      if (rows.key(row) === exceptKey) spared = id
      else {
        this.#table.drop(row)
        ended.push(id)
      }
    }
    this.#revocations.add(subject, { at: this.#clock.now(), spared })
    this.#listeners.tellEnded(ended)
    return ended.length
  }

  sweep(limit: number): number {
    const now = this.#clock.now()
    for (let swept = 0; swept < limit; swept += 1) {
      const row = this.#table.due(now)
      if (row === undefined) return swept
      this.#table.drop(row)
    }
    return limit
  }

  keys(limit: number, after?: string): KeyPage {
    return this.#table.keys(limit, after)
  }

  count(): number {
    this.sweep(Number.POSITIVE_INFINITY)
    return this.#table.size
  }

  watch(listener: (news: StoreNews) => void): () => void {
    return this.#listeners.add(listener)
  }

  clear(): void {
    this.#table = new Table(this.#max)
    this.#revocations = new Revocations()
  }

  /** The row of a live record, which counts as used now; one that is not live is dropped on sight. */
  #use(key: string): number | undefined {
    const row = this.#table.find(key)
    if (row === undefined) return undefined
    const isLive = this.#table.rows.expiresAt(row) > this.#clock.now()
    if (isLive) this.#table.use(row)
    else this.#table.drop(row)
    return isLive ? row : undefined
  }

  /** Why a write over that version is not done; `undefined`: it is. */
  #refusal(row: number | undefined, expectedVersion: number): WriteResult | undefined {
    if (row === undefined) return gone
    if (this.#table.rows.version(row) === expectedVersion) return undefined
    return { status: 'conflict', current: this.#table.rows.record(row) }
  }

  #refuseLive(key: string): void {
    if (this.#use(key) !== undefined) throw taken()
  }

  /** Throws `session-revoked` where the record in the row would get a subject whose sessions were ended meanwhile. */
  #refuseRevoked(row: number, record: NewRecord): void {
    if (record.subject !== null && this.#table.rows.subject(row) !== record.subject)
      this.#revocations.assertNotRevoked(record)
  }

  /** Makes room for one more record, not at the cost of that row nor of a session that has a subject. */
  #hasRoomBeside(row: number): boolean {
    this.sweep(2)
    if (this.#table.size < this.#max) return true
    const idle = this.#table.leastRecentlyUsed
    if (idle === undefined || idle === row) return false
    this.#table.drop(idle)
    return true
  }

  #evict(): void {
    const row = this.#table.leastRecentlyUsed
    if (row === undefined) throw full(this.#max)
    this.#table.drop(row)
  }
}

export type { MemoryStore, MemoryStoreOptions }
