/** Time as an argument: whoever needs it is handed one, so tests own it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Calls `listener` once after `delay` milliseconds, unless the returned stop is called first. Never keeps a process alive. */
  after(delay: number, listener: () => void): () => void
}

interface MaybeUnref {
  unref?(): void
}

/** The longest duration: added to a time of today it is still a time that Date knows, and a whole number. Milliseconds. */
export const maxDuration: number = 2 ** 52

/** Timers take no more, and a longer one ends at once (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args). */
const maxTimer = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, listener) {
    if (delay <= maxTimer) return startTimer(delay, listener)
    let stop = startTimer(maxTimer, () => {
      stop = systemClock.after(delay - maxTimer, listener)
    })
    return () => stop()
  },
}

function startTimer(delay: number, listener: () => void): () => void {
  const timer = setTimeout(listener, delay)
  // Browser-like runtimes answer a number here.
  if (typeof timer === 'object') (timer as MaybeUnref).unref?.()
  return () => clearTimeout(timer)
}

/**
 * Waits for an answer, `timeout` milliseconds at most.
 *
 * @returns The answer; rejects as it does, or with what `late` makes when it has not come in time.
 */
export function withDeadline<T>(
  answer: PromiseLike<T>,
  timeout: number,
  clock: Clock,
  late: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(timeout, () => reject(late()))
    answer.then(
      (value) => {
        stop()
        resolve(value)
      },
      (error: unknown) => {
        stop()
        reject(error)
      },
    )
  })
}
