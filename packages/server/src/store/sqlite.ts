import type { DatabaseSync } from 'node:sqlite'
import { type Clock, systemClock } from '../clock.ts'
import { SessionError } from '../errors.ts'
import { andThen, type MaybePromise, recover } from '../maybe-promise.ts'
import { isBusy, whenUnlocked } from './sqlite/lock.ts'
import { type Durability, openDatabase, unavailable } from './sqlite/open.ts'
import { prepare, type Statements } from './sqlite/statements.ts'
import type { NewRecord, SessionRecord, SessionStore, StoredSession, Touched, WriteResult } from './store.ts'

export interface SqliteStoreOptions {
  /**
   * `'normal'`, the default: what was saved survives a crash of the process; a power cut may take the last moments with it.
   * `'full'`: it survives that too, and each write waits for the disk (https://sqlite.org/pragma.html#pragma_synchronous).
   */
  readonly durability?: Durability
  /** How long a call is tried again while another process holds the file's lock, in milliseconds; 1500 unless told. */
  readonly lockTimeout?: number
  /** How often expired sessions are removed, in milliseconds; once a minute unless told. `false`: only by `sweep`. */
  readonly sweepEvery?: number | false
  readonly clock?: Clock
}

/** How many expired sessions are removed in one go: a millisecond or two of work. */
const sweepBatch = 100
const sweepPause = 50
/** Timers take no more (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args). */
const longestTimer = 2 ** 31 - 1

/**
 * Sessions in one file, for one machine: they survive restarts, and several processes may share it. `':memory:'` is a
 * database without a file. The file and its folder are made where they are missing, readable by this user alone.
 *
 * Answers come at once, unless another process is writing at that very moment: then as a promise, and this process goes on
 * meanwhile. Throws `option-invalid`, and `store-unavailable` where the file cannot be opened, is damaged, belongs
 * to something else or was written by a newer release.
 */
export function sqliteStore(file: string, options: SqliteStoreOptions = {}): SqliteStore {
  const { durability = 'normal', lockTimeout = 1_500, sweepEvery = 60_000, clock = systemClock } = options
  if (typeof file !== 'string' || file === '') {
    throw new SessionError('option-invalid', `sqliteStore: file takes a path or ':memory:', got ${file}`)
  }
  if (durability !== 'normal' && durability !== 'full') {
    throw new SessionError(
      'option-invalid',
      `sqliteStore: durability takes 'normal' or 'full', got ${durability}`,
    )
  }
  for (const [name, value] of Object.entries({
    lockTimeout,
    sweepEvery: sweepEvery === false ? 1 : sweepEvery,
  })) {
    if (value > 0 && value <= longestTimer) continue
    throw new SessionError('option-invalid', `sqliteStore: ${name} takes milliseconds, got ${value}`)
  }
  return new SqliteStore(file, { durability, lockTimeout, sweepEvery, clock })
}

class SqliteStore implements SessionStore {
  readonly abilities = {
    compareAndSet: true,
    immediate: false,
    rotate: true,
    subjects: true,
    sweep: true,
  } as const

  readonly #file: string
  readonly #options: Required<SqliteStoreOptions>
  #database: DatabaseSync | undefined
  #statements: Statements | undefined
  #stopSweeping: (() => void) | undefined
  #isClosed = false

  constructor(file: string, options: Required<SqliteStoreOptions>) {
    this.#file = file
    this.#options = options
    try {
      this.#open()
    } catch (error) {
      // Another process may be making the file just now: then the first call opens it.
      if (!isBusy(error)) throw this.#explained(error)
    }
  }

  read(key: string): MaybePromise<SessionRecord | undefined> {
    return this.#run((sql, now) => sql.read(key, now))
  }

  create(key: string, record: NewRecord): MaybePromise<void> {
    if (!this.#stopSweeping) this.#sweepLater()
    return andThen(
      this.#run((sql, now) => sql.insert(key, record, now)),
      (isInserted) => {
        // Without the key: where sids are not hashed, it is a credential.
        if (!isInserted) throw new Error('sqliteStore: a live session is stored under that key')
      },
    )
  }

  write(key: string, record: NewRecord, expectedVersion: number): MaybePromise<WriteResult> {
    return this.rotate(key, key, record, expectedVersion)
  }

  touch(key: string, at: number): MaybePromise<Touched | undefined> {
    return this.#run((sql, now) => sql.touch(key, at, now))
  }

  delete(key: string): MaybePromise<boolean> {
    return this.#run((sql, now) => sql.delete(key, now))
  }

  rotate(key: string, newKey: string, record: NewRecord, expectedVersion: number): MaybePromise<WriteResult> {
    return this.#run((sql, now) => {
      if (newKey !== key) sql.deleteDead(newKey, now)
      const version = sql.update(key, newKey, record, expectedVersion, now)
      if (version !== undefined) return { status: 'written', version }
      const current = sql.read(key, now)
      return current ? { status: 'conflict', current } : { status: 'gone' }
    })
  }

  list(subject: string): MaybePromise<StoredSession[]> {
    return this.#run((sql, now) => sql.list(subject, now))
  }

  deleteSubject(subject: string, exceptKey?: string): MaybePromise<number> {
    return this.#run((sql, now) => sql.deleteSubject(subject, exceptKey ?? null, now))
  }

  sweep(limit: number): MaybePromise<number> {
    return this.#run((sql, now) => sql.sweep(limit, now))
  }

  count(): MaybePromise<number> {
    return this.#run((sql, now) => sql.count(now))
  }

  clear(): MaybePromise<void> {
    return this.#run((sql) => sql.clear())
  }

  close(): void {
    this.#isClosed = true
    this.#stopSweeping?.()
    this.#database?.close()
    this.#database = undefined
  }

  #run<T>(action: (sql: Statements, now: number) => T): MaybePromise<T> {
    const { lockTimeout, clock } = this.#options
    return recover(
      () => whenUnlocked(() => action(this.#open(), clock.now()), lockTimeout, clock),
      (error) => {
        throw this.#explained(error)
      },
    )
  }

  #open(): Statements {
    if (this.#isClosed) throw unavailable(this.#file, 'is closed')
    if (!this.#statements) {
      this.#database = openDatabase(this.#file, this.#options.durability)
      this.#statements = prepare(this.#database)
    }
    return this.#statements
  }

  #sweepLater(pause: number | false = this.#options.sweepEvery): void {
    if (pause === false) return
    const { clock } = this.#options
    this.#stopSweeping = clock.after(pause, () => {
      let swept = 0
      try {
        swept = this.#open().sweep(sweepBatch, clock.now())
      } catch {
        // Another process writes, perhaps sweeps; what is really wrong is heard by whoever calls next.
      }
      this.#sweepLater(swept < sweepBatch ? undefined : sweepPause)
    })
  }

  #explained(error: unknown): SessionError {
    if (error instanceof SessionError) return error
    if (isBusy(error)) {
      return unavailable(
        this.#file,
        `stayed locked for ${this.#options.lockTimeout} ms by another connection`,
        error,
      )
    }
    return unavailable(this.#file, `cannot be used: ${error instanceof Error ? error.message : error}`, error)
  }
}

export type { SqliteStore }
