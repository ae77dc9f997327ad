import type { IncomingMessage } from 'node:http'
import { deferDestroy } from './defer-destroy.ts'
import { callbackOf, type NodeResponse, type ResponseKind, type WriteArguments } from './response.ts'

type WaitingCall =
  | { readonly method: 'write'; readonly written: WriteArguments }
  | { readonly method: 'end'; readonly written: WriteArguments }
  | { readonly method: 'flushHeaders' }
  /** A method that somebody else put on the response. */
  | { readonly method: 'other'; call(): void }

interface Replayed {
  takeWrite(written: WriteArguments): boolean
  takeEnd(written: WriteArguments): void
  takeFlush(): void
}

/** What was called while a commit is under way, in line; or, after it failed, what comes too late. */
export class CallQueue {
  readonly #response: NodeResponse
  readonly #request: IncomingMessage | undefined
  readonly #kind: ResponseKind
  readonly #line: WaitingCall[] = []
  #error: { readonly cause: unknown } | undefined
  readonly #pretences: (() => void)[] = []
  #destroyDeferred: (() => void) | undefined
  isEnded = false
  /** Whether a `write` answered false, so that somebody may be waiting for `drain`. */
  owesDrain = false

  constructor(response: NodeResponse, request: IncomingMessage | undefined, kind: ResponseKind) {
    this.#response = response
    this.#request = request
    this.#kind = kind
  }

  /** Makes the response look sent, and never finished: who reads it waits for the last byte. */
  pretendHeadersSent(): void {
    this.#pretences.push(this.#kind.pretendHeadersSent(this.#response))
  }

  /** Has what flushes wait for the writes that it is to flush. */
  delayFlush(): void {
    const stop = delayFlush(this.#response, (call) => {
      if (!this.#error && !this.isEnded) this.#line.push({ method: 'other', call })
    })
    this.#pretences.push(stop)
  }

  /** Lets the response show itself as it is. What is in line is left to be called. */
  stopPretending(): void {
    for (const stop of this.#pretences.splice(0)) stop()
  }

  write(written: WriteArguments): boolean {
    if (this.#error) {
      // True, for nobody would ever call `drain`: let the source run dry.
      callBack(written, this.#error.cause)
      return true
    }
    if (this.isEnded) this.#kind.refuseAfterEnd(this.#response, 'write', written)
    else {
      this.#line.push({ method: 'write', written })
      this.owesDrain = true
    }
    return false
  }

  end(written: WriteArguments): void {
    if (this.#error) callBack(written, this.#error.cause)
    else if (this.isEnded) this.#kind.refuseAfterEnd(this.#response, 'end', written)
    else {
      this.#line.push({ method: 'end', written })
      this.isEnded = true
      const stopDeferring = deferDestroy(this.#response, this.#request)
      this.#pretences.push(() => {
        this.#destroyDeferred = stopDeferring()
      })
    }
  }

  flushHeaders(): void {
    if (!this.#error && !this.isEnded) this.#line.push({ method: 'flushHeaders' })
  }

  /** Makes the calls in their order; answers whether the last `write` may be followed by more. */
  replay(methods: Replayed): boolean {
    let isFlowing = true
    for (const call of this.#line) {
      if (call.method === 'write') isFlowing = methods.takeWrite(call.written)
      else if (call.method === 'end') methods.takeEnd(call.written)
      else if (call.method === 'flushHeaders') methods.takeFlush()
      else call.call()
    }
    return isFlowing
  }

  /** Does what a `destroy` asked for that came after the end, now that the response is on its way. */
  destroyDeferred(): void {
    this.#destroyDeferred?.()
  }

  /** Tells all who wrote, and all who will, that it was for nothing. */
  drop(cause: unknown): void {
    this.#error = { cause }
    for (const call of this.#line.splice(0)) if ('written' in call) callBack(call.written, cause)
  }
}

function callBack(written: WriteArguments, cause: unknown): void {
  const callback = callbackOf(written)
  const error = cause instanceof Error ? cause : new Error('The response was not sent.', { cause })
  if (callback) process.nextTick(callback, error)
}

/**
 * Puts the methods in line by which middleware mounted before sends what it has gathered: compression's `flush`. Called at
 * once they would come before the writes that wait. Only those: a method that answers something (`res.__('title')` of i18n)
 * cannot answer later. Answers what takes that back.
 */
function delayFlush(response: NodeResponse, delay: (call: () => void) => void): () => void {
  const methods: Record<string, unknown> = Object(response)
  const delayed = Object.keys(methods)
    .filter((name) => flushes.test(name))
    .map((name) => {
      const flush = methods[name]
      if (typeof flush !== 'function') return undefined
      const wait = (...args: unknown[]): void => delay(() => void flush.apply(response, args))
      methods[name] = wait
      return { name, flush, wait }
    })
  return () => {
    // Unless somebody has put another method over it.
    for (const each of delayed) if (each && methods[each.name] === each.wait) methods[each.name] = each.flush
  }
}

/** `flush` and its like. `flushHeaders` is Node's own. */
const flushes = /^flush(?!Headers$)/
