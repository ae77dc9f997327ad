import { settledWithin, systemClock } from '../clock.ts'
import { isPromise, type MaybePromise } from '../maybe-promise.ts'

/** What other requests of this process did to a session, in ticks. */
interface Mark {
  written: number
  /** When a destroy began, and when it was done. */
  ending: number
  ended: number
  /** What is under way. Touches count, for many stores write all of the session then. */
  writing: PromiseLike<unknown> | undefined
  touching: PromiseLike<unknown> | undefined
}

export type Change = 'none' | 'written' | 'destroyed'

/** So many sessions are remembered at least; of others it is assumed that somebody wrote. */
const mostMarks = 10_000

/**
 * Remembers which sessions of a store the requests of this process have written, so that a request reads again before its
 * own write only where another wrote since its load. Time is a count of writes: what began to load at a tick may have missed
 * every later one. Loading costs nothing here.
 */
export class SharedSessions {
  #tick = 0
  /** Every write that is no longer remembered was at this tick or before. */
  #forgotten = 0
  #marks = new Map<string, Mark>()
  /** Those that nobody wrote for longer; and when the last of them was written. */
  #older = new Map<string, Mark>()
  #olderUntil = 0

  /** The time, to be asked for before a load begins. */
  get tick(): number {
    return this.#tick
  }

  /** What happened to a session that was loaded, or began, at that tick. A destroy under way is over for who begins anew. */
  changeSince(sid: string, tick: number, isLoaded: boolean): Change {
    const mark = this.#marks.get(sid) ?? this.#older.get(sid)
    if (mark === undefined) return tick < this.#forgotten ? 'written' : 'none'
    if ((isLoaded ? mark.ended : mark.ending) > tick) return 'destroyed'
    return mark.written > tick ? 'written' : 'none'
  }

  /** Touches after the writes of this session that are under way; those that come wait for it. */
  touch(sid: string, touch: () => MaybePromise<void>): MaybePromise<void> {
    const known = this.#marks.get(sid) ?? this.#older.get(sid)
    const result = known === undefined ? touch() : after([known.writing], touch)
    if (!isPromise(result)) return
    const mark = this.#mark(sid)
    return underWay(mark, 'touching', Promise.allSettled([mark.touching, result]), result)
  }

  /** Writes, after the writes of this session that are under way. The tick of a write is when it ended. */
  write(sid: string, write: () => MaybePromise<void>): MaybePromise<void> {
    const mark = this.#mark(sid)
    const noteWritten = (): void => {
      mark.written = ++this.#tick
    }
    const begin = (): MaybePromise<void> => {
      try {
        return write()
      } finally {
        // Who knows what a write has done that failed.
        noteWritten()
      }
    }
    const result = after([mark.writing, mark.touching], begin)
    if (!isPromise(result)) return
    return underWay(mark, 'writing', result.then(noteWritten, noteWritten), result)
  }

  /**
   * Ends a session, after the writes of it that are under way: requests that loaded it before must not bring it back. A
   * store that failed may have ended it all the same.
   */
  end(sid: string, destroy: () => MaybePromise<void>): MaybePromise<void> {
    const mark = this.#mark(sid)
    mark.ending = ++this.#tick
    mark.ended = mark.ending
    const noteEnded = (): void => {
      mark.ended = ++this.#tick
    }
    try {
      const result = after([mark.writing, mark.touching], destroy)
      if (isPromise(result)) {
        result.then(noteEnded, noteEnded)
        return result
      }
    } catch (error) {
      noteEnded()
      throw error
    }
    noteEnded()
  }

  /** The mark of a session, which is about to change. */
  #mark(sid: string): Mark {
    const known = this.#marks.get(sid)
    if (known !== undefined) return known
    if (this.#marks.size >= mostMarks) {
      this.#forgotten = this.#olderUntil
      this.#older = this.#marks
      this.#olderUntil = this.#tick
      this.#marks = new Map()
    }
    const mark = this.#older.get(sid) ?? {
      written: 0,
      ending: 0,
      ended: 0,
      writing: undefined,
      touching: undefined,
    }
    this.#marks.set(sid, mark)
    return mark
  }
}

/** Calls when those are done: now, where there are none. */
function after(
  calls: readonly (PromiseLike<unknown> | undefined)[],
  next: () => MaybePromise<void>,
): MaybePromise<void> {
  return calls.every((call) => call === undefined)
    ? next()
    : settledWithin(Promise.allSettled(calls), longestWait, systemClock).then(next)
}

/** Notes a call that is not done yet, until it is. */
function underWay<T>(mark: Mark, kind: 'writing' | 'touching', settled: PromiseLike<unknown>, result: T): T {
  const call: PromiseLike<void> = settled.then(() => {
    if (mark[kind] === call) mark[kind] = undefined
  })
  mark[kind] = call
  return result
}

/** That long a write keeps the next one waiting: a store that forgets to answer once must not stop a session for good. */
const longestWait = 5000

const registries = new WeakMap<object, SharedSessions>()

/** One memory for each store, however many middlewares use it. */
export function sharedSessionsOf(store: object): SharedSessions {
  const known = registries.get(store)
  if (known !== undefined) return known
  const made = new SharedSessions()
  registries.set(store, made)
  return made
}
