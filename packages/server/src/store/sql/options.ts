import { type Clock, systemClock } from '../../clock.ts'
import { SessionError } from '../../errors.ts'

/** Options of `postgresStore` and `mysqlStore`. Durations are milliseconds. */
export interface SqlStoreOptions {
  /** The table of the sessions; a schema (a database) may stand before it: `'app.sessions'`. Default `'sojourn_sessions'`. */
  readonly table?: string
  /** How often expired sessions are removed, in milliseconds; `false` removes them only by `sweep`. Default 60,000. */
  readonly sweepEvery?: number | false
  /**
   * Whether statements are prepared, once per connection. Default true. `false` is for what stands between and passes every
   * statement to another connection, such as PgBouncer before 1.21.
   */
  readonly prepare?: boolean
  readonly clock?: Clock
}

export const defaultTable = 'sojourn_sessions'

/** The maximum delay of a timer (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args). */
const maxTimer = 2 ** 31 - 1

export function parseOptions(caller: string, options: SqlStoreOptions): Required<SqlStoreOptions> {
  const { table = defaultTable, sweepEvery = 60_000, prepare = true, clock = systemClock } = options
  const isDelay = typeof sweepEvery === 'number' && sweepEvery > 0 && sweepEvery <= maxTimer
  check(caller, 'sweepEvery', sweepEvery, 'milliseconds or false', sweepEvery === false || isDelay)
  check(caller, 'prepare', prepare, 'true or false', typeof prepare === 'boolean')
  return { table, sweepEvery, prepare, clock }
}

/** Throws `option-invalid` unless `isRight`. */
export function check(caller: string, name: string, value: unknown, what: string, isRight: boolean): void {
  if (!isRight)
    throw new SessionError('option-invalid', `${caller}: ${name} takes ${what}, got ${String(value)}`)
}
