import type { Clock } from '../clock.ts'
import type { Memory } from './memory.ts'

/** Milliseconds: one request with its answer. */
const leaseTime = 5_000
/** Milliseconds that what one process writes into the storage takes to reach the others, and many times more. */
const spreading = 100

/**
 * Whether this tab may send what is due in all tabs at once: of those that want to, the last that wrote itself down in the
 * storage they share, unless one did in the last five seconds of the wall clock.
 *
 * No Web Lock: a frozen or cached page would keep it and starve the others, and let go at once it does not wait until
 * other processes see what was written under it (Chromium 156: twelve tabs sent two touches in one round of five).
 */
export async function acquireLease(memory: Memory, clock: Clock): Promise<boolean> {
  const now = clock.now()
  const left = Number.parseInt(memory.read('lease'), 10) - now
  // One that lasts longer than any was written before somebody set the clock back.
  if (left > 0 && left <= leaseTime) return false
  const lease = `${now + leaseTime} ${Math.random()}`
  // Where nothing is remembered, each tab is on its own.
  if (!memory.write('lease', lease)) return true
  await new Promise<void>((resolve) => clock.after(spreading, resolve))
  return memory.read('lease') === lease
}

/** What it was taken for is done, or failed: another tab may send the next. */
export function releaseLease(memory: Memory): void {
  memory.write('lease', '')
}
