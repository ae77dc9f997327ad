import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { type NoticedPromise, noticed } from '../../session/noticed-promise.ts'

/** The session operations of one request, one at a time, in the order asked for. */
export interface Operations {
  /** Starts the operation at once where none is under way. */
  run<T>(operation: () => MaybePromise<T>): Promise<T>
  /** Puts off further operations until this is over; they find the headers settled, also where it failed. */
  hold(until: PromiseLike<unknown>, response: { settleHeaders(): void }): void
  /** What is still under way; never rejects. */
  readonly pending: PromiseLike<void> | undefined
  /** Throws the error of an operation that nobody looked at, once. */
  throwIgnored(): void
}

export function operations(): Operations {
  let pending: PromiseLike<void> | undefined
  const failed: { promise: NoticedPromise<unknown>; error: unknown }[] = []

  function start<T>(operation: () => MaybePromise<T>): PromiseLike<T> {
    try {
      const result = operation()
      return isPromise(result) ? result : Promise.resolve(result)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  function queue<T>(operation: () => MaybePromise<T>): PromiseLike<T> {
    return pending === undefined ? start(operation) : pending.then(operation)
  }

  return {
    run(operation) {
      const promise = noticed(queue(operation))
      const settled: PromiseLike<void> = Promise.prototype.then.call(
        promise,
        () => clear(settled),
        (error: unknown) => {
          failed.push({ promise, error })
          clear(settled)
        },
      ) as Promise<void>
      pending = settled
      return promise
    },
    hold(until, response) {
      const settled: PromiseLike<void> = until.then(
        () => clear(settled),
        () => {
          response.settleHeaders()
          clear(settled)
        },
      )
      pending = settled
    },
    get pending() {
      return pending
    },
    throwIgnored() {
      for (const { promise, error } of failed.splice(0)) if (!promise.noticed) throw error
    },
  }

  function clear(settled: PromiseLike<void>): void {
    if (pending === settled) pending = undefined
  }
}
