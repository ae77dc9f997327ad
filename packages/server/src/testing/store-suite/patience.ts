import { systemClock, withDeadline } from '../../clock.ts'
import { Mismatch } from './check.ts'

/** How long a server may take to be back, in milliseconds of the machine's clock. */
const patience = 10_000
const pause = 50

/** Waits for so many milliseconds of the machine's clock. */
export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.after(ms, resolve))
}

/** Calls until it answers. */
export async function eventually(call: () => unknown, what: string): Promise<void> {
  for (let waited = 0; ; waited += pause) {
    try {
      await call()
      return
    } catch (error) {
      if (waited >= patience) throw new Mismatch(what, String(error), 'an answer')
    }
    await wait(pause)
  }
}

/** What the call comes to; fails if that takes longer than so many milliseconds. */
export function inTime(call: () => unknown, within: number, what: string): Promise<unknown> {
  const answer = (async () => call())()
  return withDeadline(
    answer,
    within,
    systemClock,
    () => new Mismatch(what, `nothing within ${within} ms`, 'an answer or a failure'),
  )
}
