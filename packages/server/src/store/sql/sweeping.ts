import type { Clock } from '../../clock.ts'

/** A full batch leaves more to do, soon. */
const sweepPause = 50

/** Sweeps again and again, until the returned function is called. */
export function startSweeping(
  sweep: () => Promise<number>,
  every: number | false,
  batch: number,
  clock: Clock,
): () => void {
  if (every === false) return () => {}
  let isOver = false
  let stop = clock.after(every, run)

  async function run(): Promise<void> {
    // What is really wrong is heard by whoever calls next.
    const swept = await sweep().catch(() => 0)
    if (!isOver) stop = clock.after(swept < batch || every === false ? Number(every) : sweepPause, run)
  }

  return () => {
    isOver = true
    stop()
  }
}
