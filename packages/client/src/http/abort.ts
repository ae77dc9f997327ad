import { SessionClientError } from '../errors.ts'

/** What `run` resolves with, or a rejection with `aborted` as soon as one of the signals says so; then nothing is run. */
export function unlessAborted<T>(
  run: () => Promise<T>,
  signals: readonly (AbortSignal | undefined)[],
): Promise<T> {
  const done = new AbortController()
  return new Promise<T>((resolve, reject) => {
    for (const signal of signals) {
      const abort = (): void =>
        reject(new SessionClientError('aborted', 'Nobody waits for the answer any more', signal?.reason))
      if (signal?.aborted) return abort()
      signal?.addEventListener('abort', abort, { signal: done.signal })
    }
    run().then(resolve, reject)
  }).finally(() => done.abort())
}
