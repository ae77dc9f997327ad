import type { Received } from './received.ts'

/** One call of the store, as the store saw it. */
export interface StoreCall {
  readonly call: string
  readonly sid: string
  /** What it was given to keep. */
  readonly session?: unknown
  /** What a store reads to know how long to keep it. */
  readonly maxAge?: unknown
}

/** All that can be seen of one request, from both sides. */
export interface RequestObservation {
  readonly outcome: 'answered' | 'cut off' | 'no answer'
  readonly received: Received
  /** What the middleware passed to `next`, and what then reached the app's error handler. */
  readonly next: readonly string[]
  /** What the handler found, action by action. */
  readonly saw: readonly unknown[]
  readonly calls: readonly StoreCall[]
  /** Whether the handler began the response before it ended it. */
  readonly isStreamed: boolean
  /** How many saves were under way when the first byte of a response left that was whole and the handler's last word. */
  readonly savesWhenSent: number
  /** What the store holds afterwards. */
  readonly stored: unknown
}

export interface Observation {
  /** What creating the middleware threw. */
  readonly startError?: string
  /** In the order in which they ended. */
  readonly requests: readonly RequestObservation[]
}

/** What is seen of one request while it runs. */
export class RequestLog {
  readonly next: string[] = []
  readonly saw: unknown[] = []
  readonly calls: StoreCall[] = []
  isStreamed = false
  savesWhenSent = 0
  isSent = false
  saves = 0
}

/** Writes down what happens to the request that is running, the innermost where one came in the middle of another. */
export class Recorder {
  /** Counts what happened, to tell when nothing does any more. */
  activity = 0
  /** Of the request that began last, the first being 0. */
  requestNumber = -1
  readonly #running: RequestLog[] = []

  begin(): RequestLog {
    this.requestNumber++
    const log = new RequestLog()
    this.#running.push(log)
    return log
  }

  end(): void {
    this.#running.pop()
  }

  isInnermost(log: RequestLog): boolean {
    return this.#running.at(-1) === log
  }

  next(what: string): void {
    this.#log?.next.push(what)
  }

  saw(what: unknown): void {
    this.#log?.saw.push(what)
  }

  call(call: StoreCall): void {
    this.#log?.calls.push(call)
    this.#countSaves(call.call, 1)
  }

  answered(call: string): void {
    this.activity++
    this.#countSaves(call, -1)
  }

  streams(): void {
    const log = this.#log
    if (log) log.isStreamed = true
  }

  sentBytes(): void {
    const log = this.#log
    if (!log || log.isSent) return
    log.isSent = true
    log.savesWhenSent = log.saves
  }

  #countSaves(call: string, by: number): void {
    const log = this.#running.at(-1)
    if (log && call === 'set') log.saves += by
  }

  get #log(): RequestLog | undefined {
    this.activity++
    return this.#running.at(-1)
  }
}
