import { type Clock, systemClock } from '../clock.ts'
import { SessionError } from '../errors.ts'
import { Deadlines } from './memory/deadlines.ts'
import { Rings } from './memory/rings.ts'
import { Rows } from './memory/rows.ts'
import type { NewRecord, SessionRecord, SessionStore, StoredSession, WriteResult } from './store.ts'

export interface MemoryStoreOptions {
  /** How many records it holds at most; 100,000 unless told. */
  readonly max?: number
  readonly clock?: Clock
}

/**
 * Sessions in the memory of this process: a restart ends them all, and no other process sees them. Every answer comes at once.
 *
 * It never holds more than `max` records. When it is full, expired ones go first, then the one without a subject
 * that was not used for longest. A live session that has a subject is never dropped: where only those are left, `create`
 * throws `store-full`. Throws `option-invalid`.
 */
export function memoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const { max = 100_000, clock = systemClock } = options
  if (!Number.isInteger(max) || max < 1) {
    throw new SessionError('option-invalid', `memoryStore: max takes a whole number from 1 up, got ${max}`)
  }
  warnInProduction(max)
  return new MemoryStore(max, clock)
}

class MemoryStore implements SessionStore {
  readonly abilities = {
    compareAndSet: true,
    immediate: true,
    rotate: true,
    subjects: true,
    sweep: true,
  } as const

  readonly #max: number
  readonly #clock: Clock
  #table: Table

  constructor(max: number, clock: Clock) {
    this.#max = max
    this.#clock = clock
    this.#table = emptyTable(max)
  }

  read(key: string): SessionRecord | undefined {
    const row = this.#use(key)
    return row === undefined ? undefined : this.#table.rows.record(row)
  }

  create(key: string, record: NewRecord): void {
    this.#refuseLive(key)
    // A little at a time, so that the store shrinks although nobody sweeps; and when it is full, these go first.
    this.sweep(2)
    if (this.#table.byKey.size >= this.#max) this.#evict()

    const row = this.#table.rows.take(key, record)
    this.#table.byKey.set(key, row)
    this.#table.deadlines.add(row)
    this.#table.rings.add(row)
  }

  write(key: string, record: NewRecord, expectedVersion: number): WriteResult {
    return this.rotate(key, key, record, expectedVersion)
  }

  touch(key: string, now: number): SessionRecord | undefined {
    const row = this.#use(key)
    if (row === undefined) return undefined
    this.#table.rows.touch(row, now)
    this.#table.deadlines.update(row)
    return this.#table.rows.record(row)
  }

  delete(key: string): boolean {
    const row = this.#use(key)
    if (row === undefined) return false
    this.#drop(row)
    return true
  }

  rotate(key: string, newKey: string, record: NewRecord, expectedVersion: number): WriteResult {
    const row = this.#use(key)
    if (row === undefined) return { status: 'gone' }
    const { byKey, rows, deadlines, rings } = this.#table
    const version = rows.version(row)
    if (version !== expectedVersion) return { status: 'conflict', current: rows.record(row) }

    if (newKey !== key) {
      this.#refuseLive(newKey)
      byKey.delete(key)
      byKey.set(newKey, row)
    }
    rings.remove(row)
    rows.set(row, newKey, record, version + 1)
    rings.add(row)
    deadlines.update(row)
    return { status: 'written', version: version + 1 }
  }

  list(subject: string): StoredSession[] {
    const { rows } = this.#table
    return this.#liveRowsOf(subject)
      .map((row) => ({ key: rows.key(row), record: rows.record(row) }))
      .sort((a, b) => a.record.createdAt - b.record.createdAt)
  }

  deleteSubject(subject: string, exceptKey?: string): number {
    const doomed = this.#liveRowsOf(subject).filter((row) => this.#table.rows.key(row) !== exceptKey)
    for (const row of doomed) this.#drop(row)
    return doomed.length
  }

  sweep(limit: number): number {
    const now = this.#clock.now()
    for (let swept = 0; swept < limit; swept += 1) {
      const row = this.#table.deadlines.due(now)
      if (row === undefined) return swept
      this.#drop(row)
    }
    return limit
  }

  count(): number {
    this.sweep(Number.POSITIVE_INFINITY)
    return this.#table.byKey.size
  }

  clear(): void {
    this.#table = emptyTable(this.#max)
  }

  /** The row of a live record, which counts as used now; one that is not live is dropped on sight. */
  #use(key: string): number | undefined {
    const row = this.#table.byKey.get(key)
    if (row === undefined) return undefined
    if (!this.#isLive(row)) {
      this.#drop(row)
      return undefined
    }
    this.#table.rings.use(row)
    return row
  }

  /** The key is left out of the message: where sids are not hashed, it is a credential. */
  #refuseLive(key: string): void {
    if (this.#use(key) !== undefined) throw new Error('memoryStore: a live session is stored under that key')
  }

  #evict(): void {
    const row = this.#table.rings.leastRecentlyUsed
    if (row === 0) {
      const message = `memoryStore: full with ${this.#max} live sessions that have a subject; raise max, or use another store`
      throw new SessionError('store-full', message)
    }
    this.#drop(row)
  }

  #drop(row: number): void {
    const { byKey, rows, deadlines, rings } = this.#table
    byKey.delete(rows.key(row))
    rings.remove(row)
    deadlines.remove(row)
    rows.release(row)
  }

  #isLive(row: number): boolean {
    return this.#table.rows.expiresAt(row) > this.#clock.now()
  }

  #liveRowsOf(subject: string): number[] {
    return this.#table.rings.of(subject).filter((row) => this.#isLive(row))
  }
}

export type { MemoryStore }

interface Table {
  readonly byKey: Map<string, number>
  readonly rows: Rows
  readonly deadlines: Deadlines
  readonly rings: Rings
}

function emptyTable(max: number): Table {
  const rows = new Rows(max)
  return { byKey: new Map(), rows, deadlines: new Deadlines(rows), rings: new Rings(rows) }
}

function warnInProduction(max: number): void {
  // Reached through the global object, for there is none in browsers and at the edge.
  const { process } = globalThis
  if (process?.env?.NODE_ENV !== 'production') return
  process.emitWarning?.(
    `memoryStore keeps at most ${max} sessions, in this process alone: a restart ends them, and no other process sees them. ` +
      'Use a store on disk or on the network, such as sqliteStore.',
    { code: 'SOJOURN_MEMORY_STORE' },
  )
}
