import type { DatabaseSync } from 'node:sqlite'
import { fromColumn, toColumn } from './text.ts'

/** How long an end is kept for the watchers in other processes to find, in milliseconds. */
export const endsKept: number = 60_000

/** The sessions that were ended before their time lately, numbered in the order of their ends. */
export interface Ends {
  add(id: string, now: number): void
  /** Adds those that a deletion of the subject's sessions would end; to be called before it, in one transaction. */
  addSubject(subject: string, exceptKey: string | null, now: number): void
  /** The number of the newest. */
  newest(): number
  after(number: number): { readonly number: number; readonly id: string }[]
  /** Forgets those from before that time. */
  forget(before: number): void
}

export function prepareEnds(database: DatabaseSync): Ends {
  const add = database.prepare('INSERT INTO ends (id, at) VALUES (?, ?)')
  const addSubject = database.prepare(
    `INSERT INTO ends (id, at)
    SELECT id, :now FROM sessions WHERE subject = :subject AND expires_at > :now AND key IS NOT :key`,
  )
  const newest = database.prepare('SELECT max(number) AS newest FROM ends')
  const after = database.prepare('SELECT number, id FROM ends WHERE number > ? ORDER BY number')
  // The newest stays, for the next one to get a higher number. Only what is deleted is looked at.
  const forget = database.prepare(
    `DELETE FROM ends WHERE number < ifnull(
      (SELECT number FROM ends WHERE at >= ? ORDER BY number LIMIT 1),
      (SELECT max(number) FROM ends)
    )`,
  )

  return {
    add: (id, now) => void add.run(toColumn(id), now),
    addSubject(subject, exceptKey, now) {
      const key = exceptKey === null ? null : toColumn(exceptKey)
      addSubject.run({ subject: toColumn(subject), key, now })
    },
    newest: () => Number(newest.get()?.newest ?? 0),
    after: (number) =>
      after.all(number).map((row) => ({ number: Number(row.number), id: fromColumn(row.id) })),
    forget: (before) => void forget.run(before),
  }
}
