import type { NewRecord, SessionRecord, StoredSession, Touched } from '../store.ts'
import type { Row, Value } from './database.ts'
import { fromColumn, toColumn } from './text.ts'

/** The columns of a lifetime, in the order in which `toTouched` reads them. */
export const touchedColumns = [
  'id',
  'expires_at',
  'ends_at',
  'idle_timeout',
  'persistent',
  'version',
] as const

/** The columns of a record, in the order in which `toRecord` reads them. */
export const recordColumns: readonly string[] = [...touchedColumns, 'data', 'created_at', 'subject']

/** The columns that a write sets, in the order of `toValues`; `version` is counted by the database. */
export const writtenColumns: readonly string[] = [
  'id',
  'data',
  'created_at',
  'expires_at',
  'ends_at',
  'idle_timeout',
  'persistent',
  'subject',
]

export function toValues(record: NewRecord): Value[] {
  const { id, data, createdAt, expiresAt, endsAt, idleTimeout, persistent, subject } = record
  const texts = [toColumn(id), toColumn(data)]
  return [...texts, createdAt, expiresAt, endsAt, idleTimeout, persistent, toNullable(subject)]
}

export function toNullable(text: string | null): string | null {
  return text === null ? null : toColumn(text)
}

export function toTouched(row: Row): Touched {
  const [id, expiresAt, endsAt, idleTimeout, persistent, version] = row
  return {
    id: fromColumn(id),
    expiresAt: toNumber(expiresAt),
    endsAt: endsAt === null ? null : toNumber(endsAt),
    idleTimeout: toNumber(idleTimeout),
    persistent: toBoolean(persistent),
    version: toNumber(version),
  }
}

export function toRecord(row: Row): SessionRecord {
  const [data, createdAt, subject] = row.slice(touchedColumns.length)
  return {
    data: fromColumn(data),
    createdAt: toNumber(createdAt),
    subject: subject === null ? null : fromColumn(subject),
    ...toTouched(row),
  }
}

/** A record, with its key in the column after it. */
export function toStoredSession(row: Row): StoredSession {
  return { key: fromColumn(row[recordColumns.length]), record: toRecord(row) }
}

/** A 64-bit integer: a number, a string or a bigint, as the driver and its settings have it. */
export function toNumber(value: unknown): number {
  const number = typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw new TypeError(`the sessions table holds ${typeof value} for a number`)
  return number
}

const truths: readonly unknown[] = [true, 't', 'true', 1, '1', 1n]
const untruths: readonly unknown[] = [false, 'f', 'false', 0, '0', 0n]

function toBoolean(value: unknown): boolean {
  if (truths.includes(value)) return true
  if (untruths.includes(value)) return false
  throw new TypeError(`the sessions table holds ${typeof value} for a boolean`)
}
