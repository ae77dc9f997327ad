import type { Env } from '../env/env.ts'
import type { SharedMemory } from './memory.ts'

/** Milliseconds: one request with its answer. */
export const leaseTime = 5_000

/**
 * Whether this tab may send what is due in all tabs at once: none did in the last five seconds of the wall clock. The lock
 * is held only while the lease is looked up and written, for a frozen or cached page would keep it and starve the others.
 */
export async function takeLease(
  { navigator }: Env,
  name: string,
  memory: SharedMemory,
  now: number,
): Promise<boolean> {
  const take = (lock: unknown): boolean => {
    const left = Number(memory.read('lease')) - now
    // One that lasts longer than any was written before somebody set the clock back.
    if (!lock || (left > 0 && left <= leaseTime)) return false
    memory.write('lease', now + leaseTime)
    return true
  }
  try {
    if (navigator.locks) return await navigator.locks.request(name, { ifAvailable: true }, take)
  } catch {
    // A document of an opaque origin has locks that refuse.
  }
  // The lease alone decides, not as strictly.
  return take(true)
}
