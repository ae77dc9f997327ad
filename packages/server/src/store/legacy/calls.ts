import { isPromise, type MaybePromise, recover } from '../../maybe-promise.ts'

/** How a store of express-session answers: the error first, if there is one. */
export type LegacyCallback = (error?: unknown, answer?: unknown) => void

/** Written as methods, and answering anything: what the typings of stores say about themselves differs widely. */
export interface LegacyStore {
  get(sid: string, callback: LegacyCallback): unknown
  set(sid: string, session: object, callback: LegacyCallback): unknown
  destroy(sid: string, callback: LegacyCallback): unknown
  touch?(sid: string, session: object, callback: LegacyCallback): unknown
  all?(callback: LegacyCallback): unknown
  length?(callback: LegacyCallback): unknown
  clear?(callback: LegacyCallback): unknown
  on?(event: string, listener: () => void): unknown
  generate?: (request: never) => unknown
  createSession?: (request: never, session: never) => unknown
}

/**
 * A store of express-session, as calls that answer at once or with a promise. A call throws or rejects with what the
 * store handed to its callback, threw or rejected with.
 */
export interface LegacyCalls {
  /** What is stored under the session ID, perhaps the store's own live object; `undefined`: nothing. */
  get(sid: string): MaybePromise<unknown>
  set(sid: string, session: object): MaybePromise<void>
  /** Answers at once where the store has no `touch`. */
  touch(sid: string, session: object): MaybePromise<void>
  destroy(sid: string): MaybePromise<void>
}

export function legacyCalls(store: LegacyStore): LegacyCalls {
  return {
    get: (sid) =>
      recover(
        () => ask((callback) => store.get(sid, callback), store.get.length > 1, present),
        (error) => {
          // Stores that keep files say so when there is none, as express-session lets them.
          if (isMissingFile(error)) return undefined
          throw error
        },
      ),
    set: (sid, session) =>
      ask((callback) => store.set(sid, session, callback), store.set.length > 2, nothing),
    touch: (sid, session) =>
      store.touch &&
      ask((callback) => store.touch?.(sid, session, callback), store.touch.length > 2, nothing),
    destroy: (sid) => ask((callback) => store.destroy(sid, callback), store.destroy.length > 1, nothing),
  }
}

type Outcome =
  | { readonly isError: false; readonly answer: unknown }
  | { readonly isError: true; readonly error: unknown }

/**
 * Asks the store once, and takes its first answer. A promise that it returns beside the callback only tells failures; in a
 * method that names no callback it is the answer.
 */
function ask<T>(
  method: (callback: LegacyCallback) => unknown,
  namesCallback: boolean,
  read: (answer: unknown) => T,
): MaybePromise<T> {
  const first: { outcome?: Outcome; settle?: (outcome: Outcome) => void } = {}
  const settle = (outcome: Outcome): void => {
    if (first.outcome !== undefined) return
    first.outcome = outcome
    first.settle?.(outcome)
  }
  const fail = (error: unknown): void => settle({ isError: true, error })
  const answer = (value: unknown): void => settle({ isError: false, answer: value })
  try {
    const returned = method((error, value) => (error ? fail(error) : answer(value)))
    // Listened to even when the callback came first, for a rejection that nobody hears ends the process.
    if (isPromise(returned)) returned.then(namesCallback ? () => {} : answer, fail)
  } catch (error) {
    fail(error)
  }
  const { outcome } = first
  if (outcome !== undefined) {
    if (outcome.isError) throw outcome.error
    return read(outcome.answer)
  }
  return new Promise((resolve, reject) => {
    first.settle = (later) => (later.isError ? reject(later.error) : resolve(read(later.answer)))
  })
}

/** Stores say `null`, `undefined` or `false` when there is no session. */
function present(answer: unknown): unknown {
  return answer || undefined
}

function nothing(): void {}

function isMissingFile(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
}
