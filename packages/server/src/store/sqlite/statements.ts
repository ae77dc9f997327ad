import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { revocationMemory } from '../revocation.ts'
import type { KeyPage, NewRecord, SessionRecord, StoredSession, Touched } from '../store.ts'
import { type Ends, endsKept, prepareEnds } from './ends.ts'
import { prepareRevocations } from './revocations.ts'
import { toNumber, toRecord, toTouched, toValues } from './rows.ts'
import { fromColumn, toColumn } from './text.ts'
import { inTransaction } from './transaction.ts'

/** What the store says to its database. `now` tells what is live. */
export interface Statements {
  readonly ends: Ends
  read(key: string, now: number): SessionRecord | undefined
  /** Whether it was inserted; not, where a live record is there already. Throws `session-revoked`. */
  insert(key: string, record: NewRecord, now: number, version: number): boolean
  /** The same, of whomever it is: for the note of a rotation. */
  insertAnyway(key: string, note: NewRecord, now: number, version: number): boolean
  /** Whether it was updated; not, where no live record of the expected version is there. Throws `session-revoked`. */
  update(key: string, record: NewRecord, expectedVersion: number, now: number): boolean
  /** Notes that the session of that `id` has ended, if `action` says that it was done. */
  ending(id: string | undefined, now: number, action: () => boolean): boolean
  /** The same, under another key from then on. */
  move(key: string, newKey: string, record: NewRecord, expectedVersion: number, now: number): boolean
  touch(key: string, at: number, now: number): Touched | undefined
  /** The record that was deleted, if it was live; its end is noted. */
  delete(key: string, now: number): SessionRecord | undefined
  deleteDead(key: string, now: number): void
  list(subject: string, now: number): StoredSession[]
  /** Notes the ends, too. */
  deleteSubject(subject: string, exceptKey: string | null, now: number): number
  sweep(limit: number, now: number): number
  /** In the order in which they were inserted, from behind that row on. */
  keys(limit: number, after: number): KeyPage
  count(now: number): number
  clear(): void
  /** Does all that `action` does, or none of it. */
  inTransaction<T>(action: () => T): T
}

/**
 * What writes is stepped to its end, by `all` or `run`: `get` would stop at the first row of `RETURNING`, and SQLite commits,
 * and checkpoints the log, only at the end; the error of a commit that comes later is heard by nobody.
 */
export function prepare(database: DatabaseSync): Statements {
  const columns = 'id, data, created_at, expires_at, ends_at, idle_timeout, persistent, subject, version'
  const read = database.prepare(`SELECT ${columns} FROM sessions WHERE key = ? AND expires_at > ?`)
  const insert = database.prepare(
    `INSERT INTO sessions (id, data, created_at, expires_at, ends_at, idle_timeout, persistent, subject, key, version)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET
      id = excluded.id, data = excluded.data, created_at = excluded.created_at, expires_at = excluded.expires_at,
      ends_at = excluded.ends_at, idle_timeout = excluded.idle_timeout, persistent = excluded.persistent,
      subject = excluded.subject, version = excluded.version
    WHERE sessions.expires_at <= ?`,
  )
  const isExpected = 'key = ? AND version = ? AND expires_at > ?'
  // An index is written as soon as a statement names one of its columns, though the value stays what it is: a third of the
  // cost. Most writes change the data alone.
  const updateData = database.prepare(
    `UPDATE sessions SET id = ?, data = ?, ends_at = ?, idle_timeout = ?, persistent = ?, version = version + 1
    WHERE ${isExpected} AND created_at = ? AND expires_at = ? AND subject IS ?`,
  )
  const all = `id = ?, data = ?, created_at = ?, expires_at = ?, ends_at = ?, idle_timeout = ?, persistent = ?, subject = ?,
    version = version + 1`
  const updateSubject = database.prepare(`UPDATE sessions SET ${all} WHERE ${isExpected}`)
  const update = database.prepare(`UPDATE sessions SET ${all} WHERE ${isExpected} AND subject IS ?`)
  const move = database.prepare(`UPDATE sessions SET ${all}, key = ? WHERE ${isExpected}`)
  const touch = database.prepare(
    `UPDATE sessions SET version = version + 1,
      expires_at = max(expires_at, min(:at + idle_timeout, ifnull(ends_at, :at + idle_timeout)))
    WHERE key = :key AND expires_at > :now RETURNING id, expires_at, ends_at, idle_timeout, persistent, version`,
  )
  const remove = database.prepare(`DELETE FROM sessions WHERE key = ? RETURNING ${columns}`)
  const deleteDead = database.prepare('DELETE FROM sessions WHERE key = ? AND expires_at <= ?')
  const list = database.prepare(
    `SELECT key, ${columns} FROM sessions WHERE subject = ? AND expires_at > ? ORDER BY created_at`,
  )
  const deleteSubject = database.prepare(
    'DELETE FROM sessions WHERE subject = ? AND expires_at > ? AND key IS NOT ?',
  )
  const sweep = database.prepare(
    'DELETE FROM sessions WHERE rowid IN (SELECT rowid FROM sessions WHERE expires_at <= ? LIMIT ?)',
  )
  const keys = database.prepare('SELECT rowid, key FROM sessions WHERE rowid > ? ORDER BY rowid LIMIT ?')
  const count = database.prepare('SELECT count(*) AS live FROM sessions WHERE expires_at > ?')
  const clear = database.prepare('DELETE FROM sessions')
  const revocations = prepareRevocations(database)
  const ends = prepareEnds(database)

  function readRecord(key: string, now: number): SessionRecord | undefined {
    const row = read.get(toColumn(key), now)
    return row && toRecord(row)
  }

  function insertAnyway(key: string, record: NewRecord, now: number, version: number): boolean {
    return changes(insert, ...toValues(record), toColumn(key), version, now) > 0
  }

  /** The same where the record under the key would get another subject by that. */
  function assertMayFollow(key: string, record: NewRecord, expectedVersion: number, now: number): void {
    if (record.subject === null) return
    const current = readRecord(key, now)
    if (current?.version === expectedVersion && current.subject !== record.subject)
      revocations.assertNotRevoked(record)
  }

  return {
    ends,
    read: readRecord,
    insert(key, record, now, version) {
      if (record.subject === null) return insertAnyway(key, record, now, version)
      return inTransaction(database, () => {
        revocations.assertNotRevoked(record)
        return insertAnyway(key, record, now, version)
      })
    },
    insertAnyway,
    update(key, record, expectedVersion, now) {
      const values = toValues(record)
      const [id, data, createdAt, expiresAt, endsAt, idleTimeout, persistent, subject] = values
      const expected = [toColumn(key), expectedVersion, now]
      const newData = [id, data, endsAt, idleTimeout, persistent]
      return (
        changes(updateData, ...newData, ...expected, createdAt, expiresAt, subject) > 0 ||
        changes(update, ...values, ...expected, subject) > 0 ||
        inTransaction(database, () => {
          assertMayFollow(key, record, expectedVersion, now)
          return changes(updateSubject, ...values, ...expected) > 0
        })
      )
    },
    ending(id, now, action) {
      if (id === undefined) return action()
      return inTransaction(database, () => {
        const isDone = action()
        if (isDone) ends.add(id, now)
        return isDone
      })
    },
    move(key, newKey, record, expectedVersion, now) {
      assertMayFollow(key, record, expectedVersion, now)
      return changes(move, ...toValues(record), toColumn(newKey), toColumn(key), expectedVersion, now) > 0
    },
    touch(key, at, now) {
      const [row] = touch.all({ key: toColumn(key), at, now })
      return row && toTouched(row)
    },
    delete(key, now) {
      return inTransaction(database, () => {
        const [row] = remove.all(toColumn(key))
        if (row === undefined || toNumber(row.expires_at) <= now) return undefined
        const record = toRecord(row)
        ends.add(record.id, now)
        return record
      })
    },
    deleteDead: (key, now) => void deleteDead.run(toColumn(key), now),
    list: (subject, now) =>
      list.all(toColumn(subject), now).map((row) => ({ key: fromColumn(row.key), record: toRecord(row) })),
    deleteSubject: (subject, exceptKey, now) =>
      inTransaction(database, () => {
        const spared = exceptKey === null ? null : toColumn(exceptKey)
        revocations.add(subject, exceptKey, now)
        ends.addSubject(subject, exceptKey, now)
        return changes(deleteSubject, toColumn(subject), now, spared)
      }),
    sweep(limit, now) {
      revocations.forget(now - revocationMemory)
      ends.forget(now - endsKept)
      return changes(sweep, now, Math.min(limit, Number.MAX_SAFE_INTEGER))
    },
    keys(limit, after) {
      const rows = keys.all(after, limit)
      const last = rows.length < limit ? undefined : rows.at(-1)
      return { keys: rows.map((row) => fromColumn(row.key)), next: last && String(last.rowid) }
    },
    count: (now) => toNumber(count.get(now)?.live),
    clear: () =>
      inTransaction(database, () => {
        clear.run()
        revocations.forget(Number.POSITIVE_INFINITY)
      }),
    inTransaction: (action) => inTransaction(database, action),
  }
}

function changes(statement: StatementSync, ...values: SQLInputValue[]): number {
  return Number(statement.run(...values).changes)
}
