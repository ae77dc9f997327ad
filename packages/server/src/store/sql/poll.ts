import type { Clock } from '../../clock.ts'
import type { StoreNews } from '../store.ts'
import type { Source } from './ends.ts'

/** A row of the table of ends. */
export interface End {
  /** Counts up. A row with a lower number may come into sight later: its transaction took longer. */
  readonly number: number
  readonly id: string
}

/** Where ends are read. */
export interface EndsTable {
  /** The highest number so far. */
  newest(): Promise<number>
  /** The rows with higher numbers. */
  after(number: number): Promise<readonly End[]>
}

const pause = 1_000

/** For so long a row may come into sight after one with a higher number. */
const overlap = 5_000

/** After so long a silence rows may have been forgotten that were never read; a minute less than they are kept. */
const maxSilence = 4 * 60_000

/** Reads the new rows once a second, and those of the last seconds again. */
export function poll(table: EndsTable, tell: (news: readonly StoreNews[]) => void, clock: Clock): Source {
  let isOver = false
  let stop = (): void => {}
  /** All up to this number were told. */
  let settled = 0
  /** Told, and above it. */
  const told = new Set<number>()
  let polls: { readonly at: number; readonly newest: number }[] = []
  let answeredAt = clock.now()

  async function begin(): Promise<void> {
    settled = await table.newest()
    later()
  }

  function later(): void {
    if (!isOver) stop = clock.after(pause, () => void run())
  }

  async function run(): Promise<void> {
    // What is wrong is heard by whoever calls next; what was missed is read then.
    const ends = await table.after(settled).catch(() => undefined)
    if (isOver) return
    if (ends !== undefined) take(ends)
    later()
  }

  function take(ends: readonly End[]): void {
    const now = clock.now()
    if (now - answeredAt > maxSilence) tell([{ type: 'missed' }])
    answeredAt = now
    const fresh = ends.filter(({ number }) => !told.has(number))
    for (const { number } of fresh) told.add(number)
    polls.push({ at: now, newest: Math.max(settled, ...told) })
    for (const { newest } of polls.filter(({ at }) => at <= now - overlap)) settled = newest
    polls = polls.filter(({ at }) => at > now - overlap)
    for (const number of told) if (number <= settled) told.delete(number)
    tell(fresh.map(({ id }) => ({ type: 'ended', id })))
  }

  return {
    started: begin(),
    stop() {
      isOver = true
      stop()
    },
  }
}
