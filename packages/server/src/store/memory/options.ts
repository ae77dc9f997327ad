import { type Clock, systemClock } from '../../clock.ts'
import { SessionError } from '../../errors.ts'

/** Options of `memoryStore`. */
export interface MemoryStoreOptions {
  /** The maximum of records that the store holds. Default 100,000. */
  readonly max?: number
  readonly clock?: Clock
}

export function parseOptions({
  max = 100_000,
  clock = systemClock,
}: MemoryStoreOptions): Required<MemoryStoreOptions> {
  if (!Number.isInteger(max) || max < 1) {
    throw new SessionError('option-invalid', `memoryStore: max takes a whole number from 1 up, got ${max}`)
  }
  return { max, clock }
}
