import type { Clock } from '../../clock.ts'
import { SessionError } from '../../errors.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { QueuedCall } from '../queued-call.ts'
import type { WriteResult } from '../store.ts'

/** After how many milliseconds the next call goes ahead, though the store has not answered the one before. */
const maxTurn = 10_000

/** How many calls wait for one session at most. */
const maxWaiting = 100

/** For so many microtasks a turn that ended in a conflict waits for its caller to try again: it takes about ten. */
const retryWindow = 50

/** The calls about one key while one is under way. */
interface Line {
  readonly waiting: (() => void)[]
  /** Counts the turns, so that what one does too late is known as its own. */
  turn: number
  /** The version that the last turn found in place of the one it was to replace, while its caller may try again. */
  conflict: number | undefined
}

/** Runs what concerns one key one after the other: at once where nobody is before. */
export class Turns {
  readonly #lines = new Map<string, Line>()
  readonly #storeName: string

  /** `storeName` is the function that makes the store, for messages. */
  constructor(storeName: string) {
    this.#storeName = storeName
  }

  /** Throws `session-busy` where too many wait already. */
  take<T>(key: string, clock: Clock, call: () => MaybePromise<T>): MaybePromise<T> {
    const line = this.#lines.get(key)
    if (line === undefined) return this.#begin(key, undefined, clock, call)
    const { waiting } = line
    if (waiting.length >= maxWaiting) throw busy(this.#storeName)
    return new QueuedCall(
      () => this.#begin(key, line, clock, call),
      (begin) => {
        waiting.push(begin)
        return () => waiting.splice(waiting.indexOf(begin), 1)
      },
    )
  }

  /**
   * As `take`. A write that conflicted may be tried again in the same turn, over the version that it was told of; else each of
   * many writers would read anew for every one before it. `call` hears whether it is such a retry: what it knows is true.
   */
  write(
    key: string,
    clock: Clock,
    version: number,
    call: (isRetry: boolean) => MaybePromise<WriteResult>,
  ): MaybePromise<WriteResult> {
    const line = this.#lines.get(key)
    if (line === undefined || line.conflict !== version) return this.take(key, clock, () => call(false))
    return this.#begin(key, line, clock, () => call(true))
  }

  #begin<T>(
    key: string,
    known: Line | undefined,
    clock: Clock,
    call: () => MaybePromise<T>,
  ): MaybePromise<T> {
    // Where nobody is before and the answer comes at once, nothing is noted at all.
    const answer = known === undefined ? call() : this.#within(key, known, call)
    if (!isPromise(answer)) return answer
    const line = known ?? this.#open(key)
    const { turn } = line
    const stop = clock.after(maxTurn, () => this.#pass(key, line, turn))
    answer.then(
      (value) => {
        stop()
        this.#end(key, line, turn, value)
      },
      () => {
        stop()
        this.#pass(key, line, turn)
      },
    )
    return answer
  }

  /** Calls in a turn of its own, which is over at once where the answer is there, or an error. */
  #within<T>(key: string, line: Line, call: () => MaybePromise<T>): MaybePromise<T> {
    line.turn += 1
    line.conflict = undefined
    const { turn } = line
    try {
      const answer = call()
      if (!isPromise(answer)) this.#end(key, line, turn, answer)
      return answer
    } catch (error) {
      this.#pass(key, line, turn)
      throw error
    }
  }

  #open(key: string): Line {
    const line: Line = { waiting: [], turn: 1, conflict: undefined }
    this.#lines.set(key, line)
    return line
  }

  #end(key: string, line: Line, turn: number, answer: unknown): void {
    if (line.turn !== turn) return
    line.conflict = conflictingVersion(answer)
    if (line.conflict === undefined) this.#pass(key, line, turn)
    else void this.#waitForRetry(key, line, turn)
  }

  async #waitForRetry(key: string, line: Line, turn: number): Promise<void> {
    for (let passed = 0; passed < retryWindow && line.turn === turn; passed += 1) await undefined
    this.#pass(key, line, turn)
  }

  /** Lets the next one go ahead, unless that was done already. */
  #pass(key: string, line: Line, turn: number): void {
    if (line.turn !== turn) return
    line.turn += 1
    line.conflict = undefined
    const next = line.waiting.shift()
    if (next === undefined) this.#lines.delete(key)
    else next()
  }
}

function conflictingVersion(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null || !('current' in answer)) return undefined
  const { current } = answer
  const isRecord = typeof current === 'object' && current !== null && 'version' in current
  return isRecord && typeof current.version === 'number' ? current.version : undefined
}

function busy(storeName: string): SessionError {
  return new SessionError(
    'session-busy',
    `${storeName}: ${maxWaiting} calls about this session wait for each other already. Nothing was written; let the browser send fewer requests at a time, and try again.`,
  )
}
