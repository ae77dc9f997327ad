import type { DatabaseSync } from 'node:sqlite'
import { isRevoked, revoked } from '../revocation.ts'
import type { NewRecord } from '../store.ts'
import { fromColumn, toColumn } from './text.ts'

/** The subjects whose sessions were all ended lately. */
export interface Revocations {
  /** To be called before the sessions are deleted, in one transaction. */
  add(subject: string, exceptKey: string | null, now: number): void
  /** Throws `session-revoked` if the record, which gets its subject now, began before. */
  assertNotRevoked(record: NewRecord): void
  /** Forgets those from before that time. */
  forget(before: number): void
}

export function prepareRevocations(database: DatabaseSync): Revocations {
  const add = database.prepare(
    `INSERT INTO revocations (subject, at, spared)
    VALUES (:subject, :now, (SELECT id FROM sessions WHERE key = :key AND subject = :subject AND expires_at > :now))
    ON CONFLICT (subject) DO UPDATE SET at = max(at, excluded.at), spared = excluded.spared`,
  )
  const find = database.prepare('SELECT at, spared FROM revocations WHERE subject = ?')
  const forget = database.prepare('DELETE FROM revocations WHERE at < ?')

  return {
    add(subject, exceptKey, now) {
      add.run({ subject: toColumn(subject), key: exceptKey === null ? null : toColumn(exceptKey), now })
    },
    assertNotRevoked(record) {
      if (record.subject === null) return
      const row = find.get(toColumn(record.subject))
      if (row === undefined) return
      const spared = row.spared === null ? null : fromColumn(row.spared)
      if (isRevoked(record, { at: Number(row.at), spared })) throw revoked()
    },
    forget: (before) => void forget.run(before),
  }
}
