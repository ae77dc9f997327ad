import type { NewRecord, SessionRecord, StoredSession, Touched } from '../store.ts'

/**
 * What a store says to its database; each call is done whole or not at all. `now` tells what is live.
 */
export interface Statements {
  /** Rejects unless the tables are there and of a format that this release knows. */
  checkTables(): Promise<void>
  createTables(): Promise<void>
  read(key: string, now: number): Promise<SessionRecord | undefined>
  /** Whether it was inserted; not, where a live record is there already. */
  insert(key: string, record: NewRecord, version: number, now: number): Promise<boolean>
  /** Whether it was updated; not, where no live record of the expected version and of the same subject is there. */
  update(key: string, record: NewRecord, expectedVersion: number, now: number): Promise<boolean>
  /** The same, whatever the stored subject is. */
  updateWithSubject(key: string, record: NewRecord, expectedVersion: number, now: number): Promise<boolean>
  /**
   * Updates the record, subject included, moves it to `newKey`, and inserts the note under the old key. The row itself moves:
   * whoever deletes the subject's rows meanwhile finds it under either key.
   */
  move(
    key: string,
    newKey: string,
    record: NewRecord,
    expectedVersion: number,
    note: NewRecord,
    now: number,
  ): Promise<'moved' | 'not there' | 'taken'>
  touch(key: string, at: number, now: number): Promise<Touched | undefined>
  /** The record that was deleted, if it was live. */
  delete(key: string, now: number): Promise<SessionRecord | undefined>
  /** Deletes what a revocation came too early to see. */
  takeBack(key: string, record: NewRecord): Promise<void>
  list(subject: string, now: number): Promise<StoredSession[]>
  /** Notes that the sessions of a subject which began until now are over, but the live one under `exceptKey`. */
  revoke(subject: string, exceptKey: string | undefined, now: number): Promise<void>
  /** Whether the record is among the revoked sessions of its subject. */
  isRevoked(record: NewRecord): Promise<boolean>
  /** Returns the ids of what it deleted. */
  deleteSubject(subject: string, exceptKey: string | undefined, now: number): Promise<string[]>
  sweep(limit: number, now: number): Promise<number>
  /** Forgets revocations and ends from before `until`. */
  forget(until: number): Promise<void>
  /** In the order of the keys, from behind that one on. */
  keys(limit: number, after: string): Promise<string[]>
  count(now: number): Promise<number>
  clear(): Promise<void>
}
