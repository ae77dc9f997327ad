import type { Kept } from './requests.ts'

/** What express-session puts where Sojourn has its session. */
export interface CallbackSession {
  readonly [key: string]: unknown
  regenerate(done: (error?: unknown) => void): unknown
  destroy(done: (error?: unknown) => void): unknown
}

/** `again`: the session that is there once it was renewed. */
export function ofCallbacks(session: CallbackSession, again: () => Kept): Kept {
  const settled = (call: (done: (error?: unknown) => void) => unknown): Promise<void> =>
    new Promise((resolve, reject) => {
      call((error) => (error ? reject(error) : resolve()))
    })
  return {
    data: session,
    // Every request that uses it, touches it.
    touch: () => {},
    async renew() {
      await settled((done) => session.regenerate(done))
      return again()
    },
    end: () => settled((done) => session.destroy(done)),
    save: async () => {},
  }
}
