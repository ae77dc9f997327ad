/** A source of time and timers. Code that needs the time is given a clock, so that tests can control it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /**
   * Calls `listener` once, after `delay` milliseconds. The timer does not keep the process alive.
   *
   * @returns A function that cancels the timer.
   */
  after(delay: number, listener: () => void): () => void
}

interface MaybeUnref {
  unref?(): void
}

/** The maximum of every duration, in milliseconds: added to the time of today it still is a valid Date and a safe integer. */
export const maxDuration: number = 2 ** 52

/** The maximum delay of a timer: a longer one fires at once (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args). */
const maxTimer = 2 ** 31 - 1

/** The clock of the machine: `Date.now` and `setTimeout`. The default wherever a clock can be given. */
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
