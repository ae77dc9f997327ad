import type { DatabaseSync } from 'node:sqlite'
import { SessionError } from '../errors.ts'
import { andThen, type MaybePromise, recover } from '../maybe-promise.ts'
import { EndWatch } from './sqlite/end-watch.ts'
import { isBusy, whenUnlocked } from './sqlite/lock.ts'
import { openDatabase, unavailable } from './sqlite/open.ts'
import { parseOptions, type SqliteStoreOptions } from './sqlite/options.ts'
import { prepare, type Statements } from './sqlite/statements.ts'
import { notWritten, taken, written } from './sqlite/write-result.ts'
import type {
  KeyPage,
  NewRecord,
  SessionRecord,
  SessionStore,
  StoredSession,
  StoreNews,
  Touched,
  WriteResult,
} from './store.ts'

export type { SqliteStoreOptions }

/** How many expired sessions are removed in one step: a millisecond or two of work. */
const sweepBatch = 100
const sweepPause = 50

/**
 * Stores sessions in one SQLite file, for one machine: sessions survive restarts, and several processes may share the file.
 * Methods return at once, or a promise while another process holds the lock on the file.
 *
 * @param file - Its path; it and its folder are created if missing, readable by this user alone. `':memory:'` is a database
 * without a file.
 * @throws {SessionError} `option-invalid` for a wrong option; `store-unavailable` if the file cannot be opened, is damaged, is
 * another application's database, or was written by a newer release.
 * @example
 * createSessions({ secret, store: sqliteStore('sessions.db') })
 */
export function sqliteStore(file: string, options: SqliteStoreOptions = {}): SqliteStore {
  return new SqliteStore(file, parseOptions(file, options))
}

class SqliteStore implements SessionStore {
  readonly abilities = {
    compareAndSet: true,
    immediate: false,
    rotate: true,
    subjects: true,
    sweep: true,
    watch: true,
  } as const

  readonly #file: string
  readonly #options: Required<SqliteStoreOptions>
  readonly #endWatch: EndWatch
  #database: DatabaseSync | undefined
  #statements: Statements | undefined
  #stopSweeping: (() => void) | undefined
  #isClosed = false

  constructor(file: string, options: Required<SqliteStoreOptions>) {
    this.#file = file
    this.#options = options
    this.#endWatch = new EndWatch(() => this.#open().ends, options.clock)
    try {
      this.#open()
    } catch (error) {
      // Another process may be creating the file right now: then the first call opens it.
      if (!isBusy(error)) throw this.#explained(error)
    }
  }

  read(key: string): MaybePromise<SessionRecord | undefined> {
    return this.#run((sql, now) => sql.read(key, now))
  }

  create(key: string, record: NewRecord, version = 1): MaybePromise<void> {
    if (!this.#stopSweeping) this.#sweepLater()
    return andThen(
      this.#run((sql, now) => sql.insert(key, record, now, version)),
      (isInserted) => {
        if (!isInserted) throw taken()
      },
    )
  }

  write(key: string, record: NewRecord, expectedVersion: number, ends?: string): MaybePromise<WriteResult> {
    const result = this.#run((sql, now) => {
      const isWritten = sql.ending(ends, now, () => sql.update(key, record, expectedVersion, now))
      return written(isWritten, expectedVersion) ?? notWritten(sql, key, now)
    })
    return ends === undefined ? result : this.#told(result)
  }

  touch(key: string, at: number): MaybePromise<Touched | undefined> {
    return this.#run((sql, now) => sql.touch(key, at, now))
  }

  delete(key: string): MaybePromise<SessionRecord | undefined> {
    return this.#told(this.#run((sql, now) => sql.delete(key, now)))
  }

  rotate(
    key: string,
    newKey: string,
    record: NewRecord,
    expectedVersion: number,
    note: NewRecord,
    ends?: string,
  ): MaybePromise<WriteResult> {
    const result = this.#run((sql, now) =>
      sql.inTransaction(() => {
        sql.deleteDead(newKey, now)
        const isMoved = sql.ending(ends, now, () => sql.move(key, newKey, record, expectedVersion, now))
        // Nothing else can be under the old key: the record has just left it.
        if (isMoved && !sql.insertAnyway(key, note, 0, expectedVersion + 1)) throw taken()
        return written(isMoved, expectedVersion) ?? notWritten(sql, key, now)
      }),
    )
    return ends === undefined ? result : this.#told(result)
  }

  list(subject: string): MaybePromise<StoredSession[]> {
    return this.#run((sql, now) => sql.list(subject, now))
  }

  deleteSubject(subject: string, exceptKey?: string): MaybePromise<number> {
    return this.#told(this.#run((sql, now) => sql.deleteSubject(subject, exceptKey ?? null, now)))
  }

  sweep(limit: number): MaybePromise<number> {
    return this.#run((sql, now) => sql.sweep(limit, now))
  }

  keys(limit: number, after = '0'): MaybePromise<KeyPage> {
    return this.#run((sql) => sql.keys(limit, Number(after)))
  }

  count(): MaybePromise<number> {
    return this.#run((sql, now) => sql.count(now))
  }

  watch(listener: (news: StoreNews) => void): MaybePromise<() => void> {
    return this.#run(() => this.#endWatch.add(listener))
  }

  clear(): MaybePromise<void> {
    return this.#run((sql) => sql.clear())
  }

  close(): void {
    this.#isClosed = true
    this.#stopSweeping?.()
    this.#endWatch.close()
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

  /** The answer of what may have ended sessions, once the watchers have heard of it. */
  #told<T>(answer: MaybePromise<T>): MaybePromise<T> {
    return andThen(answer, (value) => {
      this.#endWatch.look()
      return value
    })
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
