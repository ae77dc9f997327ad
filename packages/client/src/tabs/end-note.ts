import { type EndReason, toEndReason } from '../state/state.ts'
import type { Memory } from './memory.ts'

/**
 * Leaves word of why a session ended for the next document of this tab: the page to sign in on. Where the tab remembers
 * nothing, that document says `anonymous`. `now`: by the wall clock.
 */
export function leaveEndNote(memory: Memory, reason: EndReason, now: number): void {
  memory.write('end', `${reason} ${now}`)
}

/** What was left in the last five minutes, once. */
export function takeEndNote(memory: Memory, now: number): EndReason | undefined {
  const [reason, leftAt] = memory.read('end').split(' ')
  if (reason) memory.write('end', '')
  return now - Number(leftAt) < 300_000 ? toEndReason(reason) : undefined
}
