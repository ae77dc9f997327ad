import { type Clock, systemClock } from '../../clock.ts'
import { isPromise, type MaybePromise, recover } from '../../maybe-promise.ts'
import { type Mark, newMark, Turn } from './turn.ts'

export type Change = 'none' | 'written' | 'destroyed'

/** What is done in a turn. */
type Operation = (turn: Turn) => MaybePromise<void>

/** So many sessions are remembered at least; of others it is assumed that somebody wrote. */
const maxMarks = 10_000

/**
 * Remembers which sessions of a store the requests of this process have written, so that a request reads again before its
 * own write only where another wrote since its load. Time is a count of writes: what began to load at a tick may have missed
 * every later one. Loading costs nothing here.
 */
export class ProcessVersions {
  readonly #clock: Clock
  #tick = 0
  /** Every write that is no longer remembered was at this tick or before. */
  #forgotten = 0
  #marks = new Map<string, Mark>()
  /** Those that nobody wrote for longer; and when the last of them was written. */
  #older = new Map<string, Mark>()
  #olderUntil = 0
  /** That of a write which was done at once: most writes of a store in memory need no other. */
  #spare: Turn | undefined

  constructor(clock: Clock = systemClock) {
    this.#clock = clock
  }

  /** The time, to be asked for before a load begins. */
  get tick(): number {
    return this.#tick
  }

  /**
   * What happened to a session that was loaded, or began, at that tick. A destroy under way is over for who begins anew; who
   * loaded the session waits for it in line. One that failed counts as a write.
   */
  changeSince(sid: string, tick: number, isLoaded: boolean): Change {
    const mark = this.#marks.get(sid) ?? this.#older.get(sid)
    if (mark === undefined) return tick < this.#forgotten ? 'written' : 'none'
    const ended = isLoaded ? mark.endOver : mark.endBegan
    if (ended > tick || mark.endsUnderWay.some((began) => began > tick)) return 'destroyed'
    return mark.written > tick ? 'written' : 'none'
  }

  /** Touches after the writes and destroys of this session that are under way; those that come wait for it. */
  touch(sid: string, touch: Operation): MaybePromise<void> {
    const mark = this.#marks.get(sid) ?? this.#older.get(sid) ?? newMark()
    const before = mark.last?.over
    const turn = new Turn(mark, this.#clock)
    const result = before === undefined ? touch(turn) : turn.beginAfter(before, () => touch(turn))
    if (!isPromise(result)) return
    this.#remember(sid, mark)
    mark.touches ??= new Set()
    mark.touches.add(turn)
    turn.follow(result, nothing)
    return result
  }

  /**
   * Writes, after what is under way of this session. The tick of a write is when it ended. A session that began anew under
   * the ID of one that is being destroyed is another.
   */
  write(sid: string, write: Operation, isLoaded = true): MaybePromise<void> {
    const mark = this.#mark(sid)
    if (!isLoaded && mark.last?.isEnd) mark.last = mark.lastWrite
    const before = pending(mark)
    const turn = this.#spare?.reuse(mark) ?? new Turn(mark, this.#clock)
    this.#spare = undefined
    const result =
      before === undefined
        ? this.#begin(mark, turn, write)
        : turn.beginAfter(before, () => this.#begin(mark, turn, write))
    if (!isPromise(result)) {
      this.#spare = turn
      return
    }
    mark.last = turn
    mark.lastWrite = turn
    turn.follow(result, () => {
      mark.written = ++this.#tick
    })
    return result
  }

  /**
   * Ends a session, after what is under way of it: requests that loaded it before its end must not bring it back. A destroy
   * that failed may have ended it all the same.
   */
  end(sid: string, destroy: Operation): MaybePromise<void> {
    const mark = this.#mark(sid)
    const began = ++this.#tick
    mark.endsUnderWay = [...mark.endsUnderWay, began]
    let hasFailed = false
    const note = (): void => {
      mark.endsUnderWay = mark.endsUnderWay.filter((other) => other !== began)
      // One that failed leaves what others have done, or are about to do.
      if (hasFailed) mark.written = ++this.#tick
      else {
        mark.endBegan = Math.max(mark.endBegan, began)
        mark.endOver = ++this.#tick
        mark.newest = undefined
      }
    }
    const before = pending(mark)
    const turn = new Turn(mark, this.#clock, true)
    // As long as the store works at it, nobody knows that it failed.
    const attempt = (): MaybePromise<void> =>
      recover(
        () => destroy(turn),
        (error) => {
          hasFailed = !turn.isBusy
          throw error
        },
      )
    try {
      const result = before === undefined ? attempt() : turn.beginAfter(before, attempt)
      if (isPromise(result)) {
        mark.last = turn
        turn.follow(result, note)
        return result
      }
    } catch (error) {
      note()
      throw error
    }
    note()
  }

  #begin(mark: Mark, turn: Turn, write: Operation): MaybePromise<void> {
    try {
      return write(turn)
    } finally {
      // Who knows what a write has done that failed.
      mark.written = ++this.#tick
    }
  }

  /** The mark of a session, which is about to change. */
  #mark(sid: string): Mark {
    return this.#marks.get(sid) ?? this.#remember(sid, this.#older.get(sid) ?? newMark())
  }

  #remember(sid: string, mark: Mark): Mark {
    if (this.#marks.size >= maxMarks) this.#forgetOldest()
    this.#marks.set(sid, mark)
    return mark
  }

  #forgetOldest(): void {
    const oldest = this.#older
    this.#forgotten = this.#olderUntil
    this.#older = this.#marks
    this.#olderUntil = this.#tick
    this.#marks = new Map()
    for (const [sid, mark] of oldest) if (isInUse(mark)) this.#marks.set(sid, mark)
  }
}

/** Whether something of a session is under way, or may still come. */
function isInUse({ last, touches, strays }: Mark): boolean {
  return last !== undefined || (touches?.size ?? 0) > 0 || strays > 0
}

/** What a write or a destroy has to wait for. */
function pending({ last, touches }: Mark): PromiseLike<unknown> | undefined {
  if (touches === undefined || touches.size === 0) return last?.over
  const turns = [...touches].map(({ over }) => over)
  return Promise.all(last === undefined ? turns : [last.over, ...turns])
}

const nothing = (): void => {}

const known = new WeakMap<object, ProcessVersions>()

/** One for each store, however many middlewares use it. */
export function versionsOf(store: object): ProcessVersions {
  const found = known.get(store)
  if (found !== undefined) return found
  const made = new ProcessVersions()
  known.set(store, made)
  return made
}
