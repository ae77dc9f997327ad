import type { LegacyStore } from '../../src/store/legacy.ts'
import type { ManualClock } from '../../src/testing/index.ts'

/** Each call takes effect, and is answered, `delay` milliseconds after it was made. */
export function delayedStore(clock: ManualClock, delay: number) {
  const sessions = new Map<string, string>()
  const state = { delay, isHanging: false, calls: [] as string[] }
  const later = (call: string, work: () => void): void => {
    state.calls.push(call)
    if (!state.isHanging) clock.after(state.delay, work)
  }
  const store: LegacyStore = {
    get(sid, callback) {
      later(`get ${sid}`, () => {
        const text = sessions.get(sid)
        callback(null, text === undefined ? undefined : JSON.parse(text))
      })
    },
    set(sid, session, callback) {
      const text = JSON.stringify(session)
      later(`set ${sid}`, () => {
        sessions.set(sid, text)
        callback()
      })
    },
    destroy(sid, callback) {
      later(`destroy ${sid}`, () => {
        sessions.delete(sid)
        callback()
      })
    },
  }
  return { store, state, sessions }
}

/** Moves the time on, in steps, until the promise is settled. Answers what it resolves with. */
export async function passTime<T>(clock: ManualClock, promise: Promise<T>, step = 5): Promise<T> {
  let isSettled = false
  const settle = (): void => {
    isSettled = true
  }
  promise.then(settle, settle)
  const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
  await turn()
  while (!isSettled) {
    clock.advance(step)
    await turn()
  }
  return promise
}
