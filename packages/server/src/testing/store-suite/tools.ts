import type { Clock } from '../../clock.ts'
import type { MaybePromise } from '../../maybe-promise.ts'
import type { SessionStore } from '../../store/store.ts'

/** What the tests of a store can do to that with which it stores, for the cases that need it. Each is of the opened store. */
export interface StoreTools {
  /** Takes the server away, and brings it back with what it had. */
  readonly outage?: {
    down(): MaybePromise<void>
    up(): MaybePromise<void>
    /** How long a call may take to fail meanwhile, in milliseconds of the machine's clock. Default 5000. */
    readonly within?: number
  }
  /** Fills the disk, or the server's memory, so that nothing more fits, and frees it again. */
  readonly fullDisk?: {
    fill(): MaybePromise<void>
    free(): MaybePromise<void>
  }
  /**
   * Opens another store over the same records, as of a process that dies after `commands` commands to the server (statements,
   * scripts): that many are carried out, and every later one fails without having been sent.
   */
  readonly crashAfter?: (commands: number, clock: Clock) => MaybePromise<SessionStore>
}
