import type { Clock } from '../clock.ts'
import { SessionClientError } from '../errors.ts'

const longest = 60_000

/** Milliseconds before the next try: 1 s, doubled with each failure up to a minute; or what the server asked for, at most that. */
export function backOff(failures: number, error: unknown): number {
  const retryAfter = error instanceof SessionClientError && error.retryAfter
  const delay = Math.min(longest, retryAfter || 500 * 2 ** failures)
  // Clients that failed together must not come back together; nor before the server wants them.
  return delay * (retryAfter ? 1 + Math.random() / 4 : 0.5 + Math.random() / 2)
}

/** Tries up to three times, and rejects with the last trouble. */
export async function retry(attempt: () => Promise<void>, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt()
    } catch (error) {
      if (failures > 2 || signal.aborted) throw error
      await new Promise<void>((resolve) => {
        const stop = clock.after(backOff(failures, error), resolve)
        signal.addEventListener('abort', () => {
          stop()
          resolve()
        })
      })
    }
  }
}
