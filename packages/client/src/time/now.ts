import type { Clock } from '../clock.ts'

/**
 * The time that passes for the server, as far as this machine can tell: epoch milliseconds at first, and from then on the
 * faster of its two clocks. The monotonic one stands still in sleep, the wall clock goes back when somebody sets it back;
 * what both say too little of, nobody knows, and to be ahead only means to ask too early.
 *
 * `onStep` hears by how many milliseconds the clocks have parted since the last look, once it is more than a second: the
 * machine slept, or a clock was set.
 */
export function createNow(clock: Clock, onStep: (milliseconds: number) => void): () => number {
  let start = clock.now()
  let wall = start
  let monotonic = clock.monotonic()

  return () => {
    const byWall = clock.now() - wall
    const byMonotonic = clock.monotonic() - monotonic
    const now = start + Math.max(byWall, byMonotonic)
    const apart = byWall - byMonotonic
    // From here on anew, or a clock set back would hide as long a sleep. Less is how clocks tick and round.
    if (Math.abs(apart) > 100) {
      start = now
      wall += byWall
      monotonic += byMonotonic
      if (Math.abs(apart) > 1000) onStep(apart)
    }
    return now
  }
}
