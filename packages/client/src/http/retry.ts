import type { Clock } from '../clock.ts'
import { SessionClientError } from '../errors.ts'

const longest = 60_000

/** Milliseconds before the next try: 1 s, doubled with each failure up to a minute, and at least what the server asked for. */
export function backOff(failures: number, error: unknown): number {
  const retryAfter = error instanceof SessionClientError && error.retryAfter
  // Clients that failed together must not come back together, nor before the server wants them.
  return retryAfter
    ? Math.min(longest, retryAfter) * (1 + Math.random() / 4)
    : Math.min(longest, 500 * 2 ** failures) * (0.5 + Math.random() / 2)
}

/** Tries up to three times while the trouble may pass, and rejects with the last of it. */
export async function retry<T>(attempt: () => Promise<T>, clock: Clock, signal: AbortSignal): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt()
    } catch (error) {
      const mayPass =
        error instanceof SessionClientError && /^(offline|timeout|unavailable)$/.test(error.code)
      if (failures > 2 || !mayPass) throw error
      await pause(clock, backOff(failures, error), signal)
    }
  }
}

function pause(clock: Clock, delay: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = clock.after(delay, resolve)
    signal.addEventListener('abort', () => {
      stop()
      resolve()
    })
  })
}
