import type { MaybePromise } from '../maybe-promise.ts'

/** What decides when a stay ends, and its cookie with it. Times are epoch milliseconds, durations milliseconds. */
export interface Lifetime {
  /** When the stay ends if nobody moves. Always finite. */
  readonly expiresAt: number
  /** When the stay ends whatever happens: the absolute timeout. `null`: never. */
  readonly endsAt: number | null
  /** How long a touch keeps the stay. */
  readonly idleTimeout: number
  /** Whether the cookie outlives the browser; `false`: it ends with it. */
  readonly persistent: boolean
}

/** All of a record but its version, which the store counts. */
export interface NewRecord extends Lifetime {
  /** The opaque name of the stay that the browser may see. */
  readonly id: string
  /** The session's data as JSON text. A store never looks inside. */
  readonly data: string
  readonly createdAt: number
  /** Whom the session belongs to, once known. */
  readonly subject: string | null
}

/** What a store holds under a key. */
export interface SessionRecord extends NewRecord {
  /** 1 when created, one more with each change: a touch counts, or a slower write would undo its renewal unseen. */
  readonly version: number
}

/** What a touch answers: whose stay it renewed, the lifetime as it is afterwards, and the version it made. */
export interface Touched extends Lifetime {
  readonly id: string
  readonly version: number
}

export type WriteResult =
  | { readonly status: 'written'; readonly version: number }
  /** Another version is stored: nothing was written, and here it is, so that no second read is needed. */
  | { readonly status: 'conflict'; readonly current: SessionRecord }
  /** No live record under the key: nothing was written, and nothing came back to life. */
  | { readonly status: 'gone' }

/** What a store can do beyond the five methods every store has. */
export interface StoreAbilities {
  /** `write` compares versions and writes in one step that no other process can come between. */
  readonly compareAndSet: boolean
  /** Every answer comes at once, never as a promise: the read can wait until a handler asks for the session. */
  readonly immediate: boolean
  /** Has `rotate`. */
  readonly rotate: boolean
  /** Has `list` and `deleteSubject`. */
  readonly subjects: boolean
  /** Has `sweep`. */
  readonly sweep: boolean
}

/** A record beside the key it is stored under. */
export interface StoredSession {
  readonly key: string
  readonly record: SessionRecord
}

/**
 * Keeps records under keys, with versions. Stores are dumb and the engine is clever: this prose is the
 * whole specification, and `storeCases` of `@sojourn/server/testing` prove an implementation of it.
 *
 * A record is live until its `expiresAt` (exclusive: at that very millisecond it is gone), by the store's own clock.
 * Everywhere below, a record that is not live counts as not there, whether or not it still takes up space.
 *
 * Texts (keys, ids, data, subjects) are any strings and come back as they were, to the last code unit: no two are taken for
 * one. A text that a store cannot keep so is a failure of the store.
 *
 * A method may answer at once or with a promise. It throws or rejects only when the store itself failed, with
 * whatever error it has; the engine wraps it. Records handed in or out are never changed afterwards by either side.
 */
export interface SessionStore {
  readonly abilities: StoreAbilities

  /** The live record under the key, or `undefined`: unknown and expired alike. */
  read(key: string): MaybePromise<SessionRecord | undefined>

  /**
   * Inserts, as that version; as 1 where none is handed in. A record that moves to another key goes on counting, or browsers
   * would take what they are told of it for old. Insert only: a live record under that key is a failure of the store (it throws), never
   * overwritten; one that is not live is replaced.
   */
  create(key: string, record: NewRecord, version?: number): MaybePromise<void>

  /**
   * Replaces the record under the key if its version is still `expectedVersion`. Update only: what is gone stays gone.
   * The stored `expiresAt` becomes the one handed in, even where that is earlier.
   */
  write(key: string, record: NewRecord, expectedVersion: number): MaybePromise<WriteResult>

  /**
   * Renews the idle timeout: `expiresAt` becomes `min(now + idleTimeout, endsAt)`, never earlier than it was. The version
   * grows by one; the data stay. Answers `undefined` when there is no live record.
   */
  touch(key: string, now: number): MaybePromise<Touched | undefined>

  /** Deletes, and answers the live record that was there; `undefined`: there was none. */
  delete(key: string): MaybePromise<SessionRecord | undefined>

  /**
   * `write` that also moves the record to `newKey`, another key, and leaves `note` under the old one: in one step, so that
   * at no moment both keys lead to the record, or neither. The record and the note both become version
   * `expectedVersion + 1`: a slower write to the old key conflicts, and gets the note as `current`. A live record under
   * `newKey` is a failure of the store, where the write would have succeeded; then, as after a conflict, nothing was written.
   *
   * To the store the note is a record like any other. Its caller makes it so that it ends by itself.
   */
  rotate?(
    key: string,
    newKey: string,
    record: NewRecord,
    expectedVersion: number,
    note: NewRecord,
  ): MaybePromise<WriteResult>

  /** The live sessions of a subject, oldest `createdAt` first. */
  list?(subject: string): MaybePromise<readonly StoredSession[]>

  /** Deletes the live sessions of a subject, but for `exceptKey`, and says how many there were. */
  deleteSubject?(subject: string, exceptKey?: string): MaybePromise<number>

  /** Removes at most `limit` records that are no longer live, and says how many. Fewer than `limit`: none are left. */
  sweep?(limit: number): MaybePromise<number>

  /** How many live records there are. */
  count?(): MaybePromise<number>

  /** Deletes every record. */
  clear?(): MaybePromise<void>

  /** Lets go of files, connections and timers. Calls after it fail, but for another `close`, which does nothing. */
  close?(): MaybePromise<void>
}
