/** Time as an argument: whoever needs it is handed one, so tests own it. */
export interface Clock {
  /** Epoch milliseconds. Goes on while the machine sleeps, and jumps when somebody sets it. */
  now(): number
  /** Milliseconds that only grow; stands still while most machines sleep. */
  monotonic(): number
  /** Calls `listener` once after `delay` milliseconds (at most `maxDelay`), unless the returned stop is called first. */
  after(delay: number, listener: () => void): () => void
}

/** The longest delay that a browser's timers take, in milliseconds; one more, and they fire at once. */
export const maxDelay: number = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delay, listener) {
    const timer = setTimeout(listener, delay)
    return () => clearTimeout(timer)
  },
}
