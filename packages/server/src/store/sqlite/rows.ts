import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { NewRecord, SessionRecord, Touched } from '../store.ts'
import { fromColumn, toColumn } from './text.ts'

type Row = Record<string, SQLOutputValue>

type Values = [
  id: SQLInputValue,
  data: SQLInputValue,
  createdAt: number,
  expiresAt: number,
  endsAt: number | null,
  idleTimeout: number,
  persistent: number,
  subject: SQLInputValue,
]

/** The values of a record in the order in which `insert`, `update` and `move` name them. */
export function toValues(record: NewRecord): Values {
  const { id, data, createdAt, expiresAt, endsAt, idleTimeout, persistent, subject } = record
  return [
    toColumn(id),
    toColumn(data),
    createdAt,
    expiresAt,
    endsAt,
    idleTimeout,
    Number(persistent),
    subject === null ? null : toColumn(subject),
  ]
}

export function toRecord(row: Row): SessionRecord {
  return {
    data: fromColumn(row.data),
    createdAt: toNumber(row.created_at),
    subject: row.subject === null ? null : fromColumn(row.subject),
    ...toTouched(row),
  }
}

export function toTouched(row: Row): Touched {
  return {
    id: fromColumn(row.id),
    expiresAt: toNumber(row.expires_at),
    endsAt: row.ends_at === null ? null : toNumber(row.ends_at),
    idleTimeout: toNumber(row.idle_timeout),
    persistent: toNumber(row.persistent) !== 0,
    version: toNumber(row.version),
  }
}

export function toNumber(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number')
    throw new TypeError(`the sessions table holds a ${typeof value} for a number`)
  return value
}
