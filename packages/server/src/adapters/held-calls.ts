import {
  afterEnd,
  type Callback,
  lookEnded,
  type NodeResponse,
  nodeMethods,
  type WriteArguments,
} from './node-response.ts'

export interface HeldCall {
  readonly method: 'write' | 'end' | 'flushHeaders'
  readonly written: WriteArguments
}

/** What was called while a commit is under way, in line; or, after it failed, what comes too late. */
export class HeldCalls {
  readonly #response: NodeResponse
  readonly #line: HeldCall[] = []
  #error: { readonly cause: unknown } | undefined
  isEnded = false
  /** Whether a `write` answered false, so that somebody may be waiting for `drain`. */
  owesDrain = false

  constructor(response: NodeResponse) {
    this.#response = response
  }

  get line(): readonly HeldCall[] {
    return this.#line
  }

  write(written: WriteArguments): boolean {
    const response = this.#response
    if (this.#error) {
      // True, for nobody would ever call `drain`: let the source run dry.
      callBack(written, this.#error.cause)
      return true
    }
    if (this.isEnded) return afterEnd(response, () => nodeMethods.write.apply(response, written))
    this.#line.push({ method: 'write', written })
    this.owesDrain = true
    return false
  }

  end(written: WriteArguments): void {
    const response = this.#response
    if (this.#error) callBack(written, this.#error.cause)
    else if (this.isEnded) afterEnd(response, () => nodeMethods.end.apply(response, written))
    else {
      this.#line.push({ method: 'end', written })
      this.isEnded = true
      lookEnded(response)
    }
  }

  flushHeaders(): void {
    if (!this.#error && !this.isEnded) this.#line.push({ method: 'flushHeaders', written: [] })
  }

  /** Tells all who wrote, and all who will, that it was for nothing. */
  drop(cause: unknown): void {
    this.#error = { cause }
    for (const { written } of this.#line.splice(0)) callBack(written, cause)
  }
}

function callBack(written: WriteArguments, cause: unknown): void {
  const callback = written.find((each): each is Callback => typeof each === 'function')
  const error = cause instanceof Error ? cause : new Error('The response was not sent.', { cause })
  if (callback) process.nextTick(callback, error)
}
