import { type Clock, systemClock } from '../clock.ts'
import { SessionError } from '../errors.ts'
import { opened, placeOf } from './migrating/envelope.ts'
import { moveAll, type SweepOptions } from './migrating/move-all.ts'
import { parseOptions } from './migrating/options.ts'
import { busy, isRevoked, maxAttempts, Transit } from './migrating/transit.ts'
import type {
  NewRecord,
  SessionRecord,
  SessionStore,
  StoredSession,
  StoreNews,
  Touched,
  WriteResult,
} from './store.ts'

/** Options of `migratingStore`. */
export interface MigratingStoreOptions {
  /** Where the sessions are. */
  readonly from: SessionStore
  /** Where they are to be. */
  readonly to: SessionStore
  /**
   * `'prepare'`: sessions are found in either store, and stay where they are; new ones begin in `from`. `'move'` (default): a
   * session moves when it is first written to or renewed; new ones begin in `to`.
   */
  readonly phase?: 'prepare' | 'move'
  readonly clock?: Clock
}

export type { SweepOptions }

/**
 * Moves sessions from one store to another while people use them: nobody is signed out, and no write is lost.
 *
 * Deploy it in steps, each to all processes before the next: `phase: 'prepare'`; then `'move'`, and `sweepOver()` for those
 * that nobody uses; when `left()` is 0, `to` alone. At each step the one before is a way back that loses nothing. To go back
 * altogether: `'prepare'`, then the same with `from` and `to` exchanged.
 *
 * A session moves in four steps: it is claimed in `from` by compare-and-set, created in `to` as arriving, deleted from `from`,
 * and settled. A process that dies in between leaves what the next one goes on from. Where `from` lacks `compareAndSet`, a write
 * of another process that falls into a move can be lost.
 *
 * @throws {SessionError} `option-invalid` for what is no store, and for one store in both places.
 * @example
 * const store = migratingStore({ from: sqliteStore('sessions.db'), to: redisStore(client), phase: 'prepare' })
 */
export function migratingStore(options: MigratingStoreOptions): MigratingStore {
  const { from, to, phase = 'move', clock = systemClock } = options
  parseOptions({ from, to, phase })
  return new MigratingStore(from, to, phase, clock)
}

class MigratingStore implements SessionStore {
  readonly abilities: SessionStore['abilities']
  readonly rotate?: NonNullable<SessionStore['rotate']>

  readonly #from: SessionStore
  readonly #to: SessionStore
  readonly #phase: 'prepare' | 'move'
  readonly #transit: Transit

  constructor(from: SessionStore, to: SessionStore, phase: 'prepare' | 'move', clock: Clock) {
    this.#from = from
    this.#to = to
    this.#phase = phase
    this.#transit = new Transit(from, to, phase, clock)
    const both = (ability: keyof SessionStore['abilities']): boolean =>
      from.abilities[ability] && to.abilities[ability]
    this.abilities = {
      compareAndSet: both('compareAndSet'),
      immediate: false,
      rotate: both('rotate'),
      subjects: both('subjects'),
      sweep: both('sweep'),
      watch: both('watch'),
    }
    if (this.abilities.rotate) this.rotate = (...args) => this.#rotate(...args)
  }

  read(key: string): Promise<SessionRecord | undefined> {
    return this.#transit.read(key)
  }

  async create(key: string, record: NewRecord, version?: number): Promise<void> {
    if ((await this.read(key)) !== undefined) throw isTaken()
    await this.#transit.clean(key)
    if (this.#phase === 'move') return this.#to.create(key, record, version)
    try {
      await this.#from.create(key, record, version)
    } catch (error) {
      if (!isRevoked(error)) throw error
      // The session that was spared when all others of its subject were ended is known in the new store.
      await this.#to.create(key, record, version)
    }
  }

  write(key: string, record: NewRecord, expectedVersion: number, ends?: string): Promise<WriteResult> {
    return this.#writeBy(key, (store) => store.write(key, record, expectedVersion, ends))
  }

  async touch(key: string, now: number): Promise<Touched | undefined> {
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const store = await this.#transit.home(key)
      if (store === undefined) return undefined
      const touched = await store.touch(key, now)
      // Without an idle timeout it is on its way; or it is a note, which nothing renews.
      if (touched !== undefined && (touched.idleTimeout !== 0 || (await isSettled(store, key))))
        return touched
    }
    throw busy('touch')
  }

  delete(key: string): Promise<SessionRecord | undefined> {
    return this.#transit.end(key)
  }

  async list(subject: string): Promise<StoredSession[]> {
    const [old, moved] = await Promise.all([this.#from.list?.(subject), this.#to.list?.(subject)])
    const byKey = new Map<string, SessionRecord>()
    for (const { key, record } of [...(old ?? []), ...(moved ?? [])]) byKey.set(key, opened(record))
    const sessions = [...byKey].map(([key, record]) => ({ key, record }))
    return sessions.sort((one, other) => one.record.createdAt - other.record.createdAt)
  }

  async deleteSubject(subject: string, exceptKey?: string): Promise<number> {
    // The new store has to know whom it spares; what arrives there later it refuses.
    if (exceptKey !== undefined) await this.#transit.take(exceptKey)
    const old = await this.#from.deleteSubject?.(subject, exceptKey)
    const moved = await this.#to.deleteSubject?.(subject, exceptKey)
    return (old ?? 0) + (moved ?? 0)
  }

  async sweep(limit: number): Promise<number> {
    const swept = (await this.#from.sweep?.(limit)) ?? 0
    return swept < limit ? swept + ((await this.#to.sweep?.(limit - swept)) ?? 0) : swept
  }

  async watch(listener: (news: StoreNews) => void): Promise<() => void> {
    const stops = await Promise.all([this.#from.watch?.(listener), this.#to.watch?.(listener)])
    return () => {
      for (const stop of stops) stop?.()
    }
  }

  async clear(): Promise<void> {
    await Promise.all([this.#from.clear?.(), this.#to.clear?.()])
  }

  async close(): Promise<void> {
    this.#transit.close()
    await Promise.all([this.#from.close?.(), this.#to.close?.()])
  }

  /** How many sessions are still in `from`; `undefined`: it does not count. */
  async left(): Promise<number | undefined> {
    return this.#from.count?.()
  }

  /**
   * Moves the sessions that nobody uses. Resolves with how many were moved, also when `signal` ends it early.
   *
   * @throws {SessionError} Rejects with `option-invalid` in another phase than `'move'`, and where `from` cannot tell its keys.
   */
  sweepOver(options: SweepOptions = {}): Promise<number> {
    if (this.#phase !== 'move')
      throw new SessionError(
        'option-invalid',
        "migratingStore: sweepOver() moves sessions; say `phase: 'move'` first",
      )
    return moveAll(this.#from, (key) => this.#transit.take(key), options)
  }

  #rotate(
    key: string,
    newKey: string,
    record: NewRecord,
    expectedVersion: number,
    note: NewRecord,
    ends?: string,
  ): Promise<WriteResult> {
    return this.#writeBy(key, async (store) => {
      const other = store === this.#to ? this.#from : this.#to
      await this.#transit.clean(newKey)
      const taken = await other.read(newKey)
      const current = taken && (await store.read(key))
      if (current?.version === expectedVersion) throw isTaken()
      return store.rotate?.(key, newKey, record, expectedVersion, note, ends) ?? { status: 'gone' }
    })
  }

  async #writeBy(
    key: string,
    write: (store: SessionStore) => PromiseLike<WriteResult> | WriteResult,
  ): Promise<WriteResult> {
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const store = await this.#transit.home(key)
      if (store === undefined) return { status: 'gone' }
      const result = await write(store)
      const isElsewhere =
        result.status === 'gone' || (result.status === 'conflict' && placeOf(result.current) !== 'settled')
      if (!isElsewhere) return result
    }
    throw busy('write')
  }
}

export type { MigratingStore }

/** Without the key: where sids are not hashed, it is a credential. */
function isTaken(): Error {
  return new Error('migratingStore: a live session is stored under that key')
}

async function isSettled(store: SessionStore, key: string): Promise<boolean> {
  const record = await store.read(key)
  return record !== undefined && placeOf(record) === 'settled'
}
