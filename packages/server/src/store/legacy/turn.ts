import type { Clock } from '../../clock.ts'
import type { MaybePromise } from '../../maybe-promise.ts'

/** The data of a write, as JSON, and those that it found. */
export interface Written {
  readonly text: string
  readonly over: string
}

/** All that was written since a call was given up, as one write, and the data that the last of them stored. */
export interface Newest extends Written {
  readonly last: string
}

/** What happened between the moment when a call was given up and its answer. */
export interface Meanwhile {
  readonly hasEnded: boolean
  readonly newest: Newest | undefined
}

/** What this process did to a session, in ticks. */
export interface Mark {
  /** When it was written last. */
  written: number
  /** When a destroy that did not fail began last, and when one was over; */
  endBegan: number
  endOver: number
  /** and when those began that are under way. */
  endsUnderWay: readonly number[]
  /** The last write or destroy under way or in line: whoever comes waits for it. */
  last: Turn | undefined
  /** The last of those that is a write. */
  lastWrite: Turn | undefined
  /** Touches under way. They count, for many stores write all of the session then; but not against each other. */
  touches: Set<Turn> | undefined
  /** How many calls were given up and may still do something. */
  strays: number
  /** What was written since then. */
  newest: Newest | undefined
}

const noEnds: readonly number[] = []

export function newMark(): Mark {
  return {
    written: 0,
    endBegan: 0,
    endOver: 0,
    endsUnderWay: noEnds,
    last: undefined,
    lastWrite: undefined,
    touches: undefined,
    strays: 0,
    newest: undefined,
  }
}

/** When the session ended last: an end under way counts from its beginning. */
function endedAt({ endOver, endsUnderWay }: Mark): number {
  return Math.max(endOver, ...endsUnderWay)
}

/** That long a call keeps others waiting: a store that forgets to answer once must not stop a session for good. */
const maxWait = 5000

const nothing = (): void => {}

/** One operation on a session, of one or more calls of the store. Those that come after it wait until it is over. */
export class Turn {
  /** Whether a call took so long that others have gone ahead. */
  isGivenUp = false
  /** Whether it destroys. */
  readonly isEnd: boolean
  #mark: Mark
  readonly #clock: Clock
  #isQueued = false
  #hasSettled = false
  /** The calls that nobody knows the effect of yet. */
  #held = 0
  #note = nothing
  #over: Promise<void> | undefined
  #resolve = nothing
  #stop = nothing
  #endedBefore = 0

  constructor(mark: Mark, clock: Clock, isEnd = false) {
    this.#mark = mark
    this.#clock = clock
    this.isEnd = isEnd
  }

  /** Takes one that nobody waited for, and that held nothing, for another session. */
  reuse(mark: Mark): this {
    this.#mark = mark
    return this
  }

  /** Whether the store has yet to answer a call, though the operation itself may be done with it. */
  get isBusy(): boolean {
    return this.#held > 0
  }

  /** Resolves when it is over. From now on somebody waits: a call that takes too long is given up. */
  get over(): Promise<void> {
    if (this.#over === undefined) {
      this.#over = new Promise((resolve) => {
        this.#resolve = resolve
      })
      this.#watch()
    }
    return this.#over
  }

  /** Begins it when those are over. */
  beginAfter(before: PromiseLike<unknown>, operation: () => MaybePromise<void>): PromiseLike<void> {
    this.#isQueued = true
    return before.then(() => {
      this.#isQueued = false
      this.#watch()
      return operation()
    })
  }

  /** Takes what notes, each time, that something of it was done. */
  follow(result: PromiseLike<unknown>, note: () => void): void {
    this.#note = note
    const settle = (): void => {
      this.#hasSettled = true
      note()
      this.#endIfDone()
    }
    result.then(settle, settle)
  }

  /** Waits for a call of the store, whatever becomes of the operation; hears of one that was given up and is answered after all. */
  holdFor(call: PromiseLike<unknown>, onLate: (meanwhile: Meanwhile) => void = nothing): void {
    this.#held += 1
    this.#watch()
    const settle = (): void => {
      this.#held -= 1
      if (this.isGivenUp) this.#settleLate(onLate)
      else if (this.#hasSettled) {
        this.#note()
        this.#endIfDone()
      }
    }
    call.then(settle, settle)
  }

  /** Notes what a write stores, which a call that was given up may undo: `add` makes of all of them one. */
  noteWritten(written: Written, add: (newest: Newest | undefined, written: Written) => Newest): void {
    const mark = this.#mark
    if (mark.strays > 0) mark.newest = add(mark.newest, written)
  }

  #settleLate(onLate: (meanwhile: Meanwhile) => void): void {
    const mark = this.#mark
    const { newest } = mark
    mark.strays -= 1
    if (mark.strays === 0) mark.newest = undefined
    this.#note()
    onLate({ hasEnded: endedAt(mark) !== this.#endedBefore, newest })
  }

  #endIfDone(): void {
    if (this.#held === 0 && this.#hasSettled) this.#end()
  }

  #end(): void {
    const mark = this.#mark
    this.#stop()
    if (mark.last === this) mark.last = undefined
    if (mark.lastWrite === this) mark.lastWrite = undefined
    mark.touches?.delete(this)
    this.#resolve()
  }

  /** Each call has its time. */
  #watch(): void {
    if (this.#over === undefined || this.#isQueued || this.isGivenUp) return
    this.#stop()
    this.#stop = this.#clock.after(maxWait, () => {
      this.isGivenUp = true
      this.#mark.strays += this.#held
      this.#note()
      this.#endedBefore = endedAt(this.#mark)
      this.#end()
    })
  }
}
