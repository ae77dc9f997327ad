import type { SessionClientError } from '../errors.ts'

const maxDelay = 60_000

/** Milliseconds before the next try: 1 s, doubled with each failure up to a minute; or what the server asked for, within that. */
export function backOff(failures: number, { retryAfter }: SessionClientError): number {
  const delay = Math.min(maxDelay, Math.max(1000, retryAfter ?? 500 * 2 ** failures))
  // Clients that failed together must not come back together; nor before the server wants them.
  return delay * (retryAfter ? 1 + Math.random() / 4 : 0.5 + Math.random() / 2)
}
