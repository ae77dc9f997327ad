import { SessionError } from '../errors.ts'
import type { NewRecord } from './store.ts'

/** How long a store remembers at least that all sessions of a subject were ended: as long as a request may last. Milliseconds. */
export const revocationMemory: number = 5 * 60_000

/** That all sessions of a subject were ended, but for one perhaps. */
export interface Revocation {
  /** Epoch ms, by the store's clock. */
  readonly at: number
  /** The `id` of the session that was spared. */
  readonly spared: string | null
}

/** Whether the record, which is to get its subject now, began before all sessions of that subject were ended. */
export function isRevoked({ createdAt, id }: NewRecord, revocation: Revocation | undefined): boolean {
  return revocation !== undefined && createdAt <= revocation.at && id !== revocation.spared
}

/** The error of a store that is to keep such a record. */
export function revoked(): SessionError {
  return new SessionError(
    'session-revoked',
    'all sessions of the subject were ended while this request was signing it in. Nothing was stored; sign in again.',
  )
}
