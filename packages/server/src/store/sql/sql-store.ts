import { SessionError } from '../../errors.ts'
import type { NewRecord, SessionRecord, SessionStore, StoredSession, Touched, WriteResult } from '../store.ts'
import { explain, type Failures, retry, unavailable } from './failures.ts'
import type { SqlStoreOptions } from './options.ts'
import type { Statements } from './statements.ts'
import { startSweeping } from './sweeping.ts'

/** For so long a revocation, or an end, is remembered at least. */
const memory = 5 * 60_000

/** How many rows one statement removes: a few milliseconds of work. */
const sweepBatch = 500

/** What tells one kind of database from another. */
export interface Dialect {
  /** The function that the user called. */
  readonly caller: string
  readonly failures: Failures
  readonly statements: Statements
}

/**
 * Stores sessions in a table of an SQL database. What writes is one statement, which compares the version itself.
 *
 * A session gets a subject, and is then looked up among the revocations; who ends the sessions of a subject first notes the
 * revocation, and then deletes. Each is committed before the next begins: one of the two always sees the other.
 */
export class SqlStore implements SessionStore {
  readonly abilities = {
    compareAndSet: true,
    immediate: false,
    rotate: true,
    subjects: true,
    sweep: true,
    watch: false,
  } as const

  readonly #dialect: Dialect
  readonly #options: Required<SqlStoreOptions>
  #tables: Promise<void> | undefined
  #stopSweeping: (() => void) | undefined
  #isClosed = false

  constructor(dialect: Dialect, options: Required<SqlStoreOptions>) {
    this.#dialect = dialect
    this.#options = options
  }

  /** Creates the tables and their indexes where they are missing; several processes may do so at once. */
  async createTable(): Promise<void> {
    const { statements, failures } = this.#dialect
    try {
      await retry(failures, () => statements.createTables())
    } catch (error) {
      throw this.#explained('createTable', error)
    }
  }

  read(key: string): Promise<SessionRecord | undefined> {
    return this.#run('read', (sql, now) => sql.read(key, now))
  }

  create(key: string, record: NewRecord, version = 1): Promise<void> {
    this.#stopSweeping ??= this.#sweepLater()
    return this.#run('create', async (sql, now) => {
      if (!(await retry(this.#dialect.failures, () => sql.insert(key, record, version, now))))
        throw this.#taken()
      await this.#unlessRevoked(sql, key, record)
    })
  }

  write(key: string, record: NewRecord, expectedVersion: number): Promise<WriteResult> {
    return this.#run('write', async (sql, now) => {
      const { failures } = this.#dialect
      if (await retry(failures, () => sql.update(key, record, expectedVersion, now)))
        return written(expectedVersion)
      const current = await sql.read(key, now)
      if (!isChangeOfSubject(current, record, expectedVersion)) return notWritten(current)
      if (await sql.isRevoked(record)) throw this.#revoked()
      if (!(await retry(failures, () => sql.updateWithSubject(key, record, expectedVersion, now))))
        return notWritten(await sql.read(key, now))
      await this.#unlessRevoked(sql, key, record)
      return written(expectedVersion)
    })
  }

  touch(key: string, at: number): Promise<Touched | undefined> {
    return this.#run('touch', (sql, now) => retry(this.#dialect.failures, () => sql.touch(key, at, now)))
  }

  delete(key: string): Promise<SessionRecord | undefined> {
    return this.#run('delete', (sql, now) => retry(this.#dialect.failures, () => sql.delete(key, now)))
  }

  rotate(
    key: string,
    newKey: string,
    record: NewRecord,
    expectedVersion: number,
    note: NewRecord,
  ): Promise<WriteResult> {
    return this.#run('rotate', async (sql, now) => {
      if (await sql.isRevoked(record)) {
        const current = await sql.read(key, now)
        if (current?.version !== expectedVersion) return notWritten(current)
        if (current.subject !== record.subject) throw this.#revoked()
      }
      const move = () => sql.move(key, newKey, record, expectedVersion, note, now)
      const result = await retry(this.#dialect.failures, move)
      if (result === 'taken') throw this.#taken()
      if (result === 'not there') return notWritten(await sql.read(key, now))
      await this.#unlessRevoked(sql, newKey, record)
      return written(expectedVersion)
    })
  }

  list(subject: string): Promise<StoredSession[]> {
    return this.#run('list', (sql, now) => sql.list(subject, now))
  }

  deleteSubject(subject: string, exceptKey?: string): Promise<number> {
    return this.#run('deleteSubject', async (sql, now) => {
      const { failures } = this.#dialect
      await retry(failures, () => sql.revoke(subject, exceptKey, now))
      return (await retry(failures, () => sql.deleteSubject(subject, exceptKey, now))).length
    })
  }

  sweep(limit: number): Promise<number> {
    return this.#run('sweep', async (sql, now) => {
      await sql.forget(now - memory)
      let swept = 0
      for (let batch = sweepBatch; batch === sweepBatch && swept < limit; ) {
        batch = await sql.sweep(Math.min(limit - swept, sweepBatch), now)
        swept += batch
      }
      return swept
    })
  }

  count(): Promise<number> {
    return this.#run('count', (sql, now) => sql.count(now))
  }

  clear(): Promise<void> {
    return this.#run('clear', (sql) => sql.clear())
  }

  /** Stops the store's timers. The pool or the connection is yours to close. */
  close(): void {
    this.#isClosed = true
    this.#stopSweeping?.()
  }

  async #run<T>(operation: string, action: (sql: Statements, now: number) => Promise<T>): Promise<T> {
    const { caller, statements } = this.#dialect
    if (this.#isClosed) throw unavailable(`${caller}: the store is closed`)
    try {
      await this.#checkTables()
      return await action(statements, this.#options.clock.now())
    } catch (error) {
      throw this.#explained(operation, error)
    }
  }

  /** Once for all calls; after a failure the next call asks again. */
  #checkTables(): Promise<void> {
    this.#tables ??= this.#dialect.statements.checkTables().catch((error: unknown) => {
      this.#tables = undefined
      throw error
    })
    return this.#tables
  }

  /** Ends what was stored a moment too late to be seen by who revoked it. */
  async #unlessRevoked(sql: Statements, key: string, record: NewRecord): Promise<void> {
    if (record.subject === null || !(await sql.isRevoked(record))) return
    await sql.takeBack(key, record)
    throw this.#revoked()
  }

  #sweepLater(): () => void {
    const { sweepEvery, clock } = this.#options
    return startSweeping(() => this.sweep(sweepBatch), sweepEvery, sweepBatch, clock)
  }

  #explained(operation: string, error: unknown): SessionError {
    const { caller, failures } = this.#dialect
    return explain(failures, { caller, table: this.#options.table, operation }, error)
  }

  /** Without the key: where sids are not hashed, it is a credential. */
  #taken(): Error {
    return unavailable(`${this.#dialect.caller}: a live session is stored under that key`)
  }

  #revoked(): SessionError {
    const what = 'the sessions of the subject were ended while this one was being signed in'
    return new SessionError('session-revoked', `${this.#dialect.caller}: ${what}`)
  }
}

function written(expectedVersion: number): WriteResult {
  return { status: 'written', version: expectedVersion + 1 }
}

function notWritten(current: SessionRecord | undefined): WriteResult {
  return current ? { status: 'conflict', current } : { status: 'gone' }
}

/** Whether the update failed for the subject alone. */
function isChangeOfSubject(
  current: SessionRecord | undefined,
  { subject }: NewRecord,
  expectedVersion: number,
): current is SessionRecord {
  return current?.version === expectedVersion && current.subject !== subject
}
