import type { Lifetime, NewRecord, SessionRecord } from '../../store/store.ts'

/** For how long the old sid of a session that got a new one leads to a note: as long as a request may last. Milliseconds. */
export const noteLifetime: number = 5 * 60_000

/** The first of the texts that a note's data are; the other is the key that the session has now. */
const rotated = 'rotated'

/**
 * What is left under the key of a session whose browser got another sid at `now`, epoch milliseconds: not its data, but that
 * it was here. `record` is what moved to `newKey`; `undefined`: it has ended, and another began.
 */
export function rotationNote(record: NewRecord, newKey: string | undefined, now: number): NewRecord {
  const end = now + noteLifetime
  return {
    id: record.id,
    data: JSON.stringify(newKey === undefined ? [rotated] : [rotated, newKey]),
    createdAt: now,
    expiresAt: end,
    endsAt: end,
    // No session has this: nothing renews a note, and a touch that found one is told apart by it.
    idleTimeout: 0,
    persistent: false,
    subject: null,
  }
}

/** Whether a record, or what a touch answered, is of a note and not of a session. */
export function isNote({ idleTimeout }: Pick<Lifetime, 'idleTimeout'>): boolean {
  return idleTimeout === 0
}

/** The key that the session of a note has moved to; `undefined`: it has ended, or the record is no note. */
export function noteTarget(record: SessionRecord): string | undefined {
  if (!isNote(record)) return undefined
  const data: unknown = JSON.parse(record.data)
  const [kind, key]: readonly unknown[] = Array.isArray(data) ? data : []
  return kind === rotated && typeof key === 'string' ? key : undefined
}

/** The record of a session, or `undefined` where there is none, or a note that it moved away. */
export function unlessNote(record: SessionRecord | undefined): SessionRecord | undefined {
  return record === undefined || isNote(record) ? undefined : record
}
