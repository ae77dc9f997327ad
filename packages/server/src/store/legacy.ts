import { type Clock, systemClock } from '../clock.ts'
import { SessionError } from '../errors.ts'
import { andThen, type MaybePromise, recover } from '../maybe-promise.ts'
import {
  isLegacyStore,
  type LegacyCallback,
  type LegacyCalls,
  type LegacyStore,
  legacyCalls,
} from './legacy/calls.ts'
import { fromStored, toStored } from './legacy/record.ts'
import { type SharedState, sharedStateOf } from './legacy/shared-state.ts'
import { UnreadableRecord } from './legacy/unreadable.ts'
import type { NewRecord, SessionRecord, SessionStore, WriteResult } from './store.ts'

export type { LegacyCallback, LegacyStore }

/** Options of `legacyStore`. */
export interface LegacyStoreOptions {
  /**
   * When a write first reads the record again. `'auto'` (default): if another request of this process has changed the session
   * since it was loaded. `'always'`: before every write, for several processes over one store.
   */
  readonly reread?: 'auto' | 'always'
  readonly clock?: Clock
}

/**
 * Makes any store of express-session usable for `createSessions`.
 *
 * Such stores cannot compare and set. Within one process, calls about one session wait for each other, so no write is lost and
 * no destroyed session comes back. Across processes use `reread: 'always'`: it protects except in the moment between the read
 * and the write. Two store objects over the same data count as two processes.
 *
 * Calls wait at most ten seconds for the call before them; if that one is carried out later, it still undoes what happened
 * meanwhile. If a hundred calls about one session are waiting, the next one throws `session-busy`. After the store has emitted
 * `disconnect`, every call fails until it emits `connect`.
 *
 * @throws {SessionError} `option-invalid` for a wrong option, or an object without `get`, `set` and `destroy`.
 * @example
 * createSessions({ secret, store: legacyStore(new RedisStore({ client })) })
 */
export function legacyStore(store: LegacyStore, options: LegacyStoreOptions = {}): SessionStore {
  const { reread = 'auto', clock = systemClock } = options
  if (!isLegacyStore(store)) refuse('the store', 'an object with get, set and destroy', kindOf(store))
  if (reread !== 'auto' && reread !== 'always') refuse('reread', "'auto' or 'always'", String(reread))
  return new LegacyStoreAdapter(store, reread === 'always', clock)
}

class LegacyStoreAdapter implements SessionStore {
  readonly abilities = {
    compareAndSet: false,
    immediate: false,
    rotate: false,
    subjects: false,
    sweep: false,
    watch: false,
  } as const

  readonly #calls: LegacyCalls
  readonly #isRereadAlways: boolean
  readonly #clock: Clock
  readonly #state: SharedState

  constructor(store: LegacyStore, isRereadAlways: boolean, clock: Clock) {
    this.#calls = legacyCalls(store)
    this.#isRereadAlways = isRereadAlways
    this.#clock = clock
    this.#state = sharedStateOf(store)
  }

  read(key: string): MaybePromise<SessionRecord | undefined> {
    this.#state.assertConnected()
    const expectation = this.#state.known.expect(key)
    return andThen(this.#calls.get(sidOf(key)), (stored) => {
      const record = stored === undefined ? undefined : fromStored(stored, key, this.#clock.now())
      if (record === undefined || record.expiresAt <= this.#clock.now()) return undefined
      this.#state.known.learn(expectation, record)
      return record
    })
  }

  create(key: string, record: NewRecord, version = 1): MaybePromise<void> {
    return this.#inTurn(key, () =>
      andThen(this.read(key), (current) => {
        const isTaken = current instanceof UnreadableRecord || (current && !this.#isOver(key, current, 0))
        if (isTaken) {
          // The message leaves the key out: where session IDs are not hashed, it is a credential.
          throw new Error('legacyStore: a live session is stored under that key')
        }
        this.#state.known.forget(key)
        return this.#put(key, { ...record, version })
      }),
    )
  }

  write(key: string, record: NewRecord, expectedVersion: number): MaybePromise<WriteResult> {
    return this.#state.turns.write(key, this.#clock, expectedVersion, (isRetry) =>
      andThen(isRetry || this.#isExpected(key, expectedVersion) || this.read(key), (current) => {
        if (current === undefined) return { status: 'gone' }
        if (current !== true && !this.#isOver(key, current, expectedVersion)) {
          return { status: 'conflict', current }
        }
        const version = (current === true ? expectedVersion : current.version) + 1
        return andThen(this.#put(key, { ...record, version }), () => ({ status: 'written', version }))
      }),
    )
  }

  touch(key: string, now: number): MaybePromise<SessionRecord | undefined> {
    return this.#inTurn(key, () =>
      // Writes the whole record: the store's own `touch` would renew its time to live but not our `expiresAt`.
      andThen(this.read(key), (current) => {
        if (current === undefined) return undefined
        if (current instanceof UnreadableRecord) throw current.error
        const renewed = Math.min(now + current.idleTimeout, current.endsAt ?? Number.POSITIVE_INFINITY)
        const expiresAt = Math.max(current.expiresAt, renewed)
        const touched = { ...current, expiresAt, version: current.version + 1 }
        return andThen(this.#put(key, touched), () => touched)
      }),
    )
  }

  delete(key: string): MaybePromise<SessionRecord | undefined> {
    return this.#inTurn(key, () =>
      andThen(this.read(key), (current) => {
        // If it fails, or never answers, nobody knows whether it was deleted.
        this.#state.known.distrust(key)
        return andThen(this.#calls.destroy(sidOf(key)), () => {
          this.#state.known.forget(key)
          return current
        })
      }),
    )
  }

  /** After the calls about that key that are under way. */
  #inTurn<T>(key: string, action: () => MaybePromise<T>): MaybePromise<T> {
    return this.#state.turns.take(key, this.#clock, action)
  }

  /** Whether the record is known to be live and of that version without asking. */
  #isExpected(key: string, version: number): boolean {
    if (this.#isRereadAlways) return false
    const known = this.#state.known.get(key)
    return known.version === version && known.expiresAt > this.#clock.now()
  }

  /** Whether a write over that version may replace the current one: it is that one, or what failed to replace it. */
  #isOver(key: string, current: SessionRecord, version: number): boolean {
    if (current.version === version) return true
    return current.version === version + 1 && this.#state.known.isFailedWrite(key, current)
  }

  #put(key: string, record: SessionRecord): MaybePromise<void> {
    this.#state.assertConnected()
    const expectation = this.#state.known.expect(key)
    return recover(
      () =>
        andThen(this.#calls.set(sidOf(key), toStored(record, this.#clock.now())), () =>
          this.#state.known.learn(expectation, record),
        ),
      (error) => {
        this.#state.known.writeFailed(key, record)
        throw error
      },
    )
  }
}

/** Some stores keep names that begin with `_` to themselves, and keys may begin with it. */
function sidOf(key: string): string {
  return `s${key}`
}

function kindOf(store: unknown): string {
  if (typeof store === 'function') return 'a class: make one with `new`'
  return typeof store === 'object' && store !== null ? 'an object without' : String(store)
}

function refuse(name: string, what: string, got: string): never {
  throw new SessionError('option-invalid', `legacyStore: ${name} takes ${what}, got ${got}`)
}
