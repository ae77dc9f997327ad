import { SessionError } from '../../errors.ts'
import { revocationMemory, revoked } from '../revocation.ts'
import type {
  KeyPage,
  NewRecord,
  SessionRecord,
  SessionStore,
  StoreAbilities,
  StoredSession,
  StoreNews,
  Touched,
  WriteResult,
} from '../store.ts'
import { Calls, type Dialect } from './calls.ts'
import { unavailable } from './failures.ts'
import type { SqlStoreOptions } from './options.ts'
import type { Statements } from './statements.ts'
import { startSweeping } from './sweeping.ts'

/** How many rows one statement removes: a few milliseconds of work. */
const sweepBatch = 500

const abilities = {
  compareAndSet: true,
  immediate: false,
  rotate: true,
  subjects: true,
  sweep: true,
} as const

/**
 * Stores sessions in a table of an SQL database. What writes is one statement, which compares the version itself.
 *
 * A session gets a subject, and is then looked up among the revocations; who ends the sessions of a subject first notes the
 * revocation, and then deletes. Each is committed before the next begins: one of the two always sees the other.
 */
export class SqlStore implements SessionStore {
  readonly abilities: StoreAbilities
  readonly #dialect: Dialect
  readonly #options: Required<SqlStoreOptions>
  readonly #calls: Calls
  #stopSweeping: (() => void) | undefined

  constructor(dialect: Dialect, options: Required<SqlStoreOptions>) {
    this.#dialect = dialect
    this.abilities = { ...abilities, watch: dialect.ends !== undefined }
    this.#options = options
    this.#calls = new Calls(dialect, options)
  }

  /** Creates the tables and their indexes where they are missing; several processes may do so at once. */
  createTable(): Promise<void> {
    return this.#calls.createTables()
  }

  read(key: string): Promise<SessionRecord | undefined> {
    return this.#run('read', (sql, now) => sql.read(key, now))
  }

  create(key: string, record: NewRecord, version = 1): Promise<void> {
    this.#stopSweeping ??= this.#sweepLater()
    return this.#run('create', async (sql, now) => {
      if (!(await sql.insert(key, record, version, now))) throw this.#taken()
      if (await isRevoked(sql, record)) {
        await sql.takeBack(key, record)
        throw revoked()
      }
    })
  }

  write(key: string, record: NewRecord, expectedVersion: number, ends?: string): Promise<WriteResult> {
    return this.#run('write', async (sql, now) => {
      if (!(await sql.update(key, record, expectedVersion, now))) {
        const current = await sql.read(key, now)
        const isOtherSubject = current?.version === expectedVersion && current.subject !== record.subject
        if (!isOtherSubject) return notWritten(current)
        if (await isRevoked(sql, record)) throw revoked()
        const isUpdated = await sql.updateWithSubject(key, record, expectedVersion, now)
        if (!isUpdated) return notWritten(await sql.read(key, now))
        await this.#unlessRevoked(sql, key, record, now)
      }
      await this.#tell(ends, now)
      return { status: 'written', version: expectedVersion + 1 }
    })
  }

  touch(key: string, at: number): Promise<Touched | undefined> {
    return this.#run('touch', (sql, now) => sql.touch(key, at, now))
  }

  delete(key: string): Promise<SessionRecord | undefined> {
    return this.#run('delete', async (sql, now) => {
      const deleted = await sql.delete(key, now)
      await this.#tell(deleted?.id, now)
      return deleted
    })
  }

  rotate(
    key: string,
    newKey: string,
    record: NewRecord,
    expectedVersion: number,
    note: NewRecord,
    ends?: string,
  ): Promise<WriteResult> {
    return this.#run('rotate', async (sql, now) => {
      if (await isRevoked(sql, record)) {
        const current = await sql.read(key, now)
        if (current?.version !== expectedVersion) return notWritten(current)
        if (current.subject !== record.subject) throw revoked()
      }
      const result = await sql.move(key, newKey, record, expectedVersion, note, now)
      if (result === 'taken') throw this.#taken()
      if (result === 'not there') return notWritten(await sql.read(key, now))
      await this.#unlessRevoked(sql, newKey, record, now)
      await this.#tell(ends, now)
      return { status: 'written', version: expectedVersion + 1 }
    })
  }

  list(subject: string): Promise<StoredSession[]> {
    return this.#run('list', (sql, now) => sql.list(subject, now))
  }

  deleteSubject(subject: string, exceptKey?: string): Promise<number> {
    return this.#run('deleteSubject', async (sql, now) => {
      await sql.revoke(subject, exceptKey, now)
      const ids = await sql.deleteSubject(subject, exceptKey, now)
      await this.#tell(ids, now)
      return ids.length
    })
  }

  sweep(limit: number): Promise<number> {
    return this.#run('sweep', async (sql, now) => {
      await sql.forget(now - revocationMemory)
      let swept = 0
      for (let batch = sweepBatch; batch === sweepBatch && swept < limit; ) {
        batch = await sql.sweep(Math.min(limit - swept, sweepBatch), now)
        swept += batch
      }
      return swept
    })
  }

  keys(limit: number, after = ''): Promise<KeyPage> {
    return this.#run('keys', async (sql) => {
      const keys = await sql.keys(limit, after)
      return { keys, next: keys.length < limit ? undefined : keys.at(-1) }
    })
  }

  count(): Promise<number> {
    return this.#run('count', (sql, now) => sql.count(now))
  }

  clear(): Promise<void> {
    return this.#run('clear', (sql) => sql.clear())
  }

  /**
   * Calls `listener` for each session that is ended before its time, in whatever process whose store has the option `watch`.
   *
   * @throws {SessionError} `option-invalid` without that option.
   */
  async watch(listener: (news: StoreNews) => void): Promise<() => void> {
    const { caller, ends } = this.#dialect
    if (ends === undefined)
      throw new SessionError('option-invalid', `${caller}: watch takes the option watch`)
    return this.#run('watch', () => ends.watch(listener))
  }

  /** Stops the store's timers and what listens for it. The pool or the connection is yours to close. */
  close(): void {
    this.#calls.close()
    this.#stopSweeping?.()
    this.#dialect.ends?.close()
  }

  #run<T>(operation: string, action: (sql: Statements, now: number) => Promise<T>): Promise<T> {
    return this.#calls.run(operation, action)
  }

  /** Ends what was stored a moment too late to be seen by who revoked it. */
  async #unlessRevoked(sql: Statements, key: string, record: NewRecord, now: number): Promise<void> {
    if (!(await isRevoked(sql, record))) return
    await sql.takeBack(key, record)
    await this.#tell(record.id, now)
    throw revoked()
  }

  /** What has ended has ended, whether or not watchers can be told. */
  async #tell(ended: string | readonly string[] | undefined, now: number): Promise<void> {
    const ids = ended === undefined ? [] : [ended].flat()
    if (ids.length > 0) await this.#dialect.ends?.tell(ids, now).catch(() => {})
  }

  #sweepLater(): () => void {
    const { sweepEvery, clock } = this.#options
    return startSweeping(() => this.sweep(sweepBatch), sweepEvery, sweepBatch, clock)
  }

  /** Without the key: where sids are not hashed, it is a credential. */
  #taken(): Error {
    return unavailable(`${this.#dialect.caller}: a live session is stored under that key`)
  }
}

async function isRevoked(sql: Statements, record: NewRecord): Promise<boolean> {
  return record.subject !== null && sql.isRevoked(record)
}

function notWritten(current: SessionRecord | undefined): WriteResult {
  return current ? { status: 'conflict', current } : { status: 'gone' }
}
