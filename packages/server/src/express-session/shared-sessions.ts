import { systemClock } from '../clock.ts'
import { isPromise, type MaybePromise } from '../maybe-promise.ts'

/** What other requests of this process did to a session, in ticks. */
interface Mark {
  written: number
  destroyed: number
  /** The write under way. */
  queue: PromiseLike<void> | undefined
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

  /** What happened to a session since that tick. */
  changeSince(sid: string, tick: number): Change {
    const mark = this.#marks.get(sid) ?? this.#older.get(sid)
    if (mark === undefined) return tick < this.#forgotten ? 'written' : 'none'
    if (mark.destroyed > tick) return 'destroyed'
    return mark.written > tick ? 'written' : 'none'
  }

  /** Calls when the writes of this session that are under way are done: now, where there are none. */
  afterWrites(sid: string, next: () => MaybePromise<void>): MaybePromise<void> {
    const queue = (this.#marks.get(sid) ?? this.#older.get(sid))?.queue
    return queue === undefined ? next() : within(queue).then(next)
  }

  /** Writes, after the writes of this session that are under way. The tick of a write is when it ended. */
  write(sid: string, write: () => MaybePromise<void>): MaybePromise<void> {
    const mark = this.#mark(sid)
    const result = this.afterWrites(sid, write)
    mark.written = ++this.#tick
    if (!isPromise(result)) return
    const settle = (): void => {
      mark.written = ++this.#tick
      if (mark.queue === settled) mark.queue = undefined
    }
    const settled = result.then(settle, settle)
    mark.queue = settled
    return result
  }

  /** Says that a session is about to end: requests that loaded it before must not bring it back, unless it did not end. */
  end(sid: string): { settle(isEnded: boolean): void } {
    const mark = this.#mark(sid)
    const before = mark.destroyed
    mark.destroyed = ++this.#tick
    return {
      settle: (isEnded) => {
        mark.destroyed = isEnded ? ++this.#tick : before
      },
    }
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
    const mark = this.#older.get(sid) ?? { written: 0, destroyed: 0, queue: undefined }
    this.#marks.set(sid, mark)
    return mark
  }
}

/** That long a write keeps the next one waiting: a store that forgets to answer once must not stop a session for good. */
const longestWait = 5000

function within(write: PromiseLike<void>): Promise<void> {
  return new Promise((resolve) => {
    const stop = systemClock.after(longestWait, resolve)
    const go = (): void => {
      stop()
      resolve()
    }
    write.then(go, go)
  })
}

const registries = new WeakMap<object, SharedSessions>()

/** One memory for each store, however many middlewares use it. */
export function sharedSessionsOf(store: object): SharedSessions {
  const known = registries.get(store)
  if (known !== undefined) return known
  const made = new SharedSessions()
  registries.set(store, made)
  return made
}
