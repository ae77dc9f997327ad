import { type MaybePromise, recover } from '../../maybe-promise.ts'
import { type After, askStore, type LegacyCallback } from './ask.ts'
import { habitsOf, MethodHabit } from './habits.ts'

export type { LegacyCallback }

/** A store of express-session. Its members are methods that return `unknown`, because the typings of stores differ widely. */
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
  /** As `get`, but a missing file is the failure that the store says it is. */
  reload(sid: string): MaybePromise<unknown>
  set(sid: string, session: object): MaybePromise<void>
  /** Answers at once where the store has no `touch`. */
  touch(sid: string, session: object): MaybePromise<void>
  destroy(sid: string): MaybePromise<void>
}

/** Whether it has what every store has. */
export function isLegacyStore(store: unknown): store is LegacyStore {
  if (typeof store !== 'function' && (typeof store !== 'object' || store === null)) return false
  return ['get', 'set', 'destroy'].every((name) => typeof Reflect.get(store, name) === 'function')
}

/** A wrong guess about `get` signs a visitor out; */
const graceOfReads = 2000
/** one about the others has a response leave a moment before the store is done. */
const graceOfWrites = 200

/** `after` is for tests. */
export function legacyCalls(store: LegacyStore, after?: After): LegacyCalls {
  const habits = habitsOf(store)
  const reload = (sid: string): MaybePromise<unknown> =>
    askStore(
      {
        ask: (callback) => store.get(sid, callback),
        read: present,
        isAnswer: isSession,
        habit: habits.get,
        grace: graceOfReads,
      },
      after,
    )
  const done = (habit: MethodHabit, ask: (callback: LegacyCallback) => unknown): MaybePromise<void> =>
    askStore({ ask, read: nothing, habit, grace: graceOfWrites }, after)
  return {
    get: (sid) =>
      recover(
        () => reload(sid),
        (error) => {
          // Stores that keep files say so when there is none, as express-session lets them.
          if (isMissingFile(error)) return undefined
          throw error
        },
      ),
    reload,
    set: (sid, session) => done(habits.set, (callback) => store.set(sid, session, callback)),
    touch: (sid, session) =>
      store.touch && done(habits.touch, (callback) => store.touch?.(sid, session, callback)),
    destroy: (sid) => done(habits.destroy, (callback) => store.destroy(sid, callback)),
  }
}

/** Has somebody do what calls back when it is done, whatever it returns beside that. */
export function askOnce(ask: (callback: LegacyCallback) => unknown): MaybePromise<void> {
  const habit = new MethodHabit()
  habit.callsBack = true
  return askStore({ ask, read: nothing, habit, grace: 0 })
}

/** Stores say `null`, `undefined` or `false` when there is no session. */
function present(answer: unknown): unknown {
  return answer || undefined
}

/** Whether it says that there is a session, or in so many words that there is none. */
function isSession(value: unknown): boolean {
  if (value === null || value === false) return true
  return typeof value === 'object' && 'cookie' in value
}

function nothing(): void {}

function isMissingFile(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
}
