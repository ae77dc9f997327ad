import type { MaybePromise } from '../maybe-promise.ts'

/** What decides when a session and its cookie end. Times are epoch milliseconds, durations milliseconds. */
export interface Lifetime {
  /** When the session ends without further activity. Always finite. */
  readonly expiresAt: number
  /** When the session ends despite activity: the absolute timeout. `null` for never. */
  readonly endsAt: number | null
  /** How long a touch extends the session. */
  readonly idleTimeout: number
  /** Whether the cookie outlives the browser; with `false` it ends with the browser. */
  readonly persistent: boolean
}

/** A record without its version, which the store counts. */
export interface NewRecord extends Lifetime {
  /** The public name of the session, which the browser may see. It stays when the session ID is rotated. */
  readonly id: string
  /** The session's data as JSON text. A store never looks inside. */
  readonly data: string
  readonly createdAt: number
  /** The owner of the session, such as a user ID; `null` while it is not known. */
  readonly subject: string | null
}

/** A record as a store holds it under a key. */
export interface SessionRecord extends NewRecord {
  /** 1 when created, and one more with each change. A touch counts too; otherwise a slower write could undo its renewal. */
  readonly version: number
}

/** The result of a touch: the `id` of the session, its new lifetime and its new version. */
export interface Touched extends Lifetime {
  readonly id: string
  readonly version: number
}

/** The result of a write. */
export type WriteResult =
  | { readonly status: 'written'; readonly version: number }
  /** Another version is stored, and nothing was written. `current` saves the caller a second read. */
  | { readonly status: 'conflict'; readonly current: SessionRecord }
  /** There is no live record under the key, and nothing was written. */
  | { readonly status: 'gone' }

/** What a store can do beyond the five methods that every store has. */
export interface StoreAbilities {
  /** `write` compares the version and writes in one atomic step, across processes. */
  readonly compareAndSet: boolean
  /** No method returns a promise, so the read can wait until a handler uses the session. */
  readonly immediate: boolean
  /** The store has the method `rotate`. */
  readonly rotate: boolean
  /** The store has the methods `list` and `deleteSubject`. */
  readonly subjects: boolean
  /** The store has the method `sweep`. */
  readonly sweep: boolean
  /** The store has the method `watch`, and hears of ends in other processes too. */
  readonly watch: boolean
}

/** What a watcher of a store hears. */
export type StoreNews =
  /** The session of that `id` was ended, before its time. */
  | { readonly type: 'ended'; readonly id: string }
  /** The store was out of reach for a while: ends may have been missed. Read the sessions that matter again. */
  | { readonly type: 'missed' }

/** A page of a store's keys. */
export interface KeyPage {
  readonly keys: readonly string[]
  /** What the next page is asked for with. */
  readonly next: string | undefined
}

/** A record with its key. */
export interface StoredSession {
  readonly key: string
  readonly record: SessionRecord
}

/**
 * Keeps records under keys, with versions. This text is the whole specification of a store; `storeCases` of
 * `@sojourn/server/testing` test an implementation against it.
 *
 * A record is live until its `expiresAt`, by the store's own clock; at that millisecond it is no longer live. Every method
 * treats a record that is not live as missing, even while the store still holds it.
 *
 * Texts (keys, ids, data, subjects) may be any strings, and come back unchanged to the last code unit: two different texts are
 * never treated as equal. A store that cannot keep a text so throws.
 *
 * A method returns its result or a promise of it. It throws or rejects only when the store itself failed, with any error; the
 * engine wraps that. Neither side changes a record after it was handed over.
 */
export interface SessionStore {
  readonly abilities: StoreAbilities

  /** Returns the live record under the key; `undefined` if there is none. */
  read(key: string): MaybePromise<SessionRecord | undefined>

  /**
   * Inserts a record. A live record under the key is not overwritten: the store throws. One that is not live is replaced.
   *
   * @param version - Default 1. A record that moves to another key goes on counting, because browsers ignore lower versions of
   * one `id` as old.
   * @throws `session-revoked` if `deleteSubject` has ended the sessions of the record's subject at the record's `createdAt` or
   * later; that is remembered for five minutes at least. The session that it spared may move on to another key.
   */
  create(key: string, record: NewRecord, version?: number): MaybePromise<void>

  /**
   * Replaces the live record under the key if its version is `expectedVersion`; never inserts one. The stored `expiresAt`
   * becomes the given one, even if that is earlier.
   *
   * @param ends - The `id` of a session that is over once this is written, because another takes its place; watchers hear of it.
   * @throws `session-revoked` as `create` does, if the record gets another subject than the stored one.
   */
  write(key: string, record: NewRecord, expectedVersion: number, ends?: string): MaybePromise<WriteResult>

  /**
   * Renews the idle timeout: `expiresAt` becomes `min(now + idleTimeout, endsAt)`, but never earlier than it was. The version
   * grows by one, the data do not change. Returns `undefined` if there is no live record.
   */
  touch(key: string, now: number): MaybePromise<Touched | undefined>

  /** Deletes the record under the key. Returns the live record that was there; `undefined` if there was none. */
  delete(key: string): MaybePromise<SessionRecord | undefined>

  /**
   * Writes as `write` does, moves the record to `newKey` (another key), and leaves `note` under the old key, all in one atomic
   * step: at every moment exactly one key leads to the record. Record and note both get the version `expectedVersion + 1`, so
   * that a slower write to the old key conflicts and gets the note as `current`. If the write would succeed but `newKey` holds a
   * live record, the store throws, and nothing was written.
   *
   * To the store the note is an ordinary record. The caller gives it an end.
   *
   * @param ends - As of `write`.
   * @throws `session-revoked` as `write` does.
   */
  rotate?(
    key: string,
    newKey: string,
    record: NewRecord,
    expectedVersion: number,
    note: NewRecord,
    ends?: string,
  ): MaybePromise<WriteResult>

  /** Returns the live sessions of a subject, ordered by `createdAt`, the oldest first. */
  list?(subject: string): MaybePromise<readonly StoredSession[]>

  /**
   * Deletes the live sessions of a subject, except the one under `exceptKey`. Returns how many it deleted.
   *
   * No session of the subject that began before escapes, though it is stored only now: a sign-in that is under way in another
   * process is refused when it gets there (`session-revoked`). That takes clocks that agree; one that is behind by seconds
   * refuses for as long whoever signs in again there.
   */
  deleteSubject?(subject: string, exceptKey?: string): MaybePromise<number>

  /** Removes at most `limit` records that are no longer live. Returns how many; fewer than `limit` means that none are left. */
  sweep?(limit: number): MaybePromise<number>

  /**
   * Returns keys of records, which may no longer be live, about `limit` and perhaps none, and where the next page begins;
   * `undefined`: that was the last. What is there all the while is in one of the pages; what comes or goes meanwhile may be in one, or two, or none.
   */
  keys?(limit: number, after?: string): MaybePromise<KeyPage>

  /** Returns the number of live records. */
  count?(): MaybePromise<number>

  /**
   * Calls `listener` for each session that ends before its time, in whatever process: by `delete`, `deleteSubject`, or a
   * `write` or `rotate` that is given its id. Resolves once it listens, with what stops it. `clear` is not told. What the
   * listener throws is ignored.
   */
  watch?(listener: (news: StoreNews) => void): MaybePromise<() => void>

  /** Deletes every record, and forgets whose sessions were ended. */
  clear?(): MaybePromise<void>

  /** Closes files, connections and timers. Later calls fail, except another `close`, which does nothing. */
  close?(): MaybePromise<void>
}
