import type { Bounds } from './bounds.ts'

export interface CountdownTick {
  /** Milliseconds until the stay ends if nobody extends it, rounded up to whole seconds; 0 without one. */
  readonly remaining: number
}

export interface Countdown {
  /** Calls `listener` at once, and then whenever another second is left; returns its stop. */
  subscribe(listener: (tick: CountdownTick) => void): () => void
}

export function remainingAt(now: number, [, verifyAt]: Bounds): number {
  return Math.max(0, Math.ceil((verifyAt - now) / 1000) * 1000)
}
