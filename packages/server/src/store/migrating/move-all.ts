import { SessionError } from '../../errors.ts'
import type { SessionStore } from '../store.ts'

/** Options of `sweepOver`. */
export interface SweepOptions {
  /** How many sessions are moved before `onProgress` is called and others get their turn. Default 100. */
  readonly batch?: number
  /** Called after each batch with how many were moved until then. */
  readonly onProgress?: (moved: number) => void
  /** Ends it after the batch that is under way. */
  readonly signal?: AbortSignal
}

/** Moves what is left, page by page. `move` answers whether there was anything to move. */
export async function moveAll(
  from: SessionStore,
  move: (key: string) => Promise<boolean>,
  { batch = 100, onProgress, signal }: SweepOptions,
): Promise<number> {
  if (from.keys === undefined) {
    throw new SessionError(
      'option-invalid',
      'migratingStore: `from` cannot tell its keys, so its sessions move when they are used; the others end by themselves',
    )
  }
  let moved = 0
  let cursor: string | undefined
  do {
    const page = await from.keys(batch, cursor)
    for (const key of page.keys) if (await move(key)) moved += 1
    onProgress?.(moved)
    cursor = page.next
  } while (cursor !== undefined && signal?.aborted !== true)
  return moved
}
