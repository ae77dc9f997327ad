import type { WriteResult } from '../store.ts'
import type { Statements } from './statements.ts'

/** Without the key: where sids are not hashed, it is a credential. */
export function taken(): Error {
  return new Error('sqliteStore: a live session is stored under that key')
}

export function written(isWritten: boolean, expectedVersion: number): WriteResult | undefined {
  return isWritten ? { status: 'written', version: expectedVersion + 1 } : undefined
}

export function notWritten(sql: Statements, key: string, now: number): WriteResult {
  const current = sql.read(key, now)
  return current ? { status: 'conflict', current } : { status: 'gone' }
}
