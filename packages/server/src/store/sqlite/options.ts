import { type Clock, systemClock } from '../../clock.ts'
import { SessionError } from '../../errors.ts'

/** Options of `sqliteStore`. Durations are milliseconds. */
export interface SqliteStoreOptions {
  /**
   * `'normal'` (default): saved sessions survive a crash of the process, but a power cut may lose the last writes. `'full'`: they
   * survive a power cut too, and each write waits for the disk (https://sqlite.org/pragma.html#pragma_synchronous).
   */
  readonly durability?: 'normal' | 'full'
  /** How long a call is retried while another process holds the lock on the file, in milliseconds. Default 1500. */
  readonly lockTimeout?: number
  /** How often expired sessions are removed, in milliseconds; `false` removes them only by `sweep`. Default 60,000. */
  readonly sweepEvery?: number | false
  readonly clock?: Clock
}

/** The maximum delay of a timer (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args). */
const maxTimer = 2 ** 31 - 1

export function parseOptions(file: string, options: SqliteStoreOptions): Required<SqliteStoreOptions> {
  const { durability = 'normal', lockTimeout = 1_500, sweepEvery = 60_000, clock = systemClock } = options
  check('file', file, "a path or ':memory:'", typeof file === 'string' && file !== '')
  check('durability', durability, "'normal' or 'full'", durability === 'normal' || durability === 'full')
  check('lockTimeout', lockTimeout, 'milliseconds', isDelay(lockTimeout))
  check('sweepEvery', sweepEvery, 'milliseconds or false', sweepEvery === false || isDelay(sweepEvery))
  return { durability, lockTimeout, sweepEvery, clock }
}

function check(name: string, value: unknown, what: string, isRight: boolean): void {
  if (!isRight)
    throw new SessionError('option-invalid', `sqliteStore: ${name} takes ${what}, got ${String(value)}`)
}

function isDelay(value: number): boolean {
  return value > 0 && value <= maxTimer
}
