/**
 * A promise that never ends the process with an unhandled rejection and knows whether anybody looked at it: an ignored
 * failure then fails the response's commit, and one that the handler dealt with does not.
 */
export class NoticedPromise<T> extends Promise<T> {
  /** Promises derived from this one are plain: whoever derives one is in charge of it. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  noticed = false

  // biome-ignore lint/suspicious/noThenProperty: a promise has one; awaiting it is what is to be noticed.
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.noticed = true
    return super.then(onFulfilled, onRejected)
  }
}

/** Wraps an operation that has begun. */
export function noticed<T>(operation: PromiseLike<T>): NoticedPromise<T> {
  const promise = new NoticedPromise<T>((resolve, reject) => {
    operation.then(resolve, reject)
  })
  Promise.prototype.then.call(promise, undefined, () => {})
  return promise
}
