import { type EndReason, toEndReason } from '../state/state.ts'
import type { Memory } from './memory.ts'

/** How a session ended, and when, on the server's clock: for pages that hear no message, frozen or cached. */
export interface Tombstone {
  readonly reason: EndReason
  readonly now: number
}

const read = (memory: Memory): string[] => memory.read('ends').split('\n')
const isOf = (id: string | undefined, line: string): boolean => line.endsWith(` ${id}`)

export function writeTombstone(memory: Memory, id: string, reason: EndReason, now: number): void {
  memory.write('ends', [`${reason} ${now} ${id}`, ...read(memory)].slice(0, 8).join('\n'))
}

/** How a session ended, as far as a tab left word of it. */
export function readTombstone(memory: Memory, id: string | undefined): Tombstone | undefined {
  const [text, now] =
    read(memory)
      .find((line) => isOf(id, line))
      ?.split(' ') ?? []
  const reason = toEndReason(text)
  return reason && { reason, now: Number(now) }
}

/** Removes the note that a session ended, because the server says that it is active. */
export function removeTombstone(memory: Memory, id: string): void {
  const lines = read(memory)
  const others = lines.filter((line) => !isOf(id, line))
  if (others.length < lines.length) memory.write('ends', others.join('\n'))
}
