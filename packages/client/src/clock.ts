/** A source of time and timers. Code that needs the time is given a clock, so that tests can control it. */
export interface Clock {
  /** The time in epoch milliseconds. It goes on while the machine sleeps, and jumps when the clock is set. */
  now(): number
  /** Milliseconds that never decrease. Most machines stop them during sleep. */
  monotonic(): number
  /** Calls `listener` once, after `delay` milliseconds (at most 2^31 - 1). Returns a function that cancels the timer. */
  after(delay: number, listener: () => void): () => void
}

/** The maximum delay of a browser's timers, in milliseconds: a longer one fires at once. */
export const maxDelay: number = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delay, listener) {
    const timer = setTimeout(listener, delay)
    return () => clearTimeout(timer)
  },
}
