import type { Clock } from '../../clock.ts'
import type { MaybePromise } from '../../maybe-promise.ts'

const SQLITE_BUSY = 5
const firstPause = 1
const maxPause = 16

/** Whether a call failed because another connection holds the lock it needs. */
export function isBusy(error: unknown): boolean {
  // The low byte is the primary result code (https://sqlite.org/rescode.html).
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY
}

/**
 * Calls `attempt`; where the file is locked the answer becomes a promise, and it is called again, after pauses with
 * jitter, for `timeout` milliseconds. Waiting inside SQLite would be simpler, but stop the whole process.
 */
export function whenUnlocked<T>(attempt: () => T, timeout: number, clock: Clock): MaybePromise<T> {
  try {
    return attempt()
  } catch (error) {
    if (!isBusy(error)) throw error
    return retry(attempt, timeout, clock)
  }
}

async function retry<T>(attempt: () => T, timeout: number, clock: Clock): Promise<T> {
  const deadline = clock.now() + timeout
  // The clock's timers let a process end; one that has something left to write must not.
  const hold = setInterval(() => {}, 60_000)
  try {
    for (let pause = firstPause; ; pause = Math.min(pause * 2, maxPause)) {
      await new Promise<void>((resolve) => void clock.after(pause * (0.5 + Math.random() / 2), resolve))
      try {
        return attempt()
      } catch (error) {
        if (!isBusy(error) || clock.now() >= deadline) throw error
      }
    }
  } finally {
    clearInterval(hold)
  }
}
