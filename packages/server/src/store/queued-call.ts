/**
 * The answer of a store's call that waits for its turn, because calls about the same session go first: until `onAsked` tells,
 * nothing was asked. Whoever counts the time that a store takes counts from there.
 */
export class QueuedCall<T> implements PromiseLike<T> {
  readonly #answer: Promise<T>
  readonly #leave: (error: unknown) => void
  #listener: (() => void) | undefined

  /** `enter` gets what begins the call, and answers what takes it out of the queue. */
  constructor(call: () => T | PromiseLike<T>, enter: (begin: () => void) => () => void) {
    let leave = (_error: unknown): void => {}
    this.#answer = new Promise((resolve, reject) => {
      const takeOut = enter(() => {
        this.#listener?.()
        try {
          resolve(call())
        } catch (error) {
          reject(error)
        }
      })
      leave = (error) => {
        takeOut()
        reject(error)
      }
    })
    this.#leave = leave
  }

  // biome-ignore lint/suspicious/noThenProperty: this is a promise
  then<A = T, B = never>(
    onAnswer?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#answer.then(onAnswer, onError)
  }

  /** Calls `listener` once the store is asked; one listener. */
  onAsked(listener: () => void): void {
    this.#listener = listener
  }

  /** Waits no longer, and rejects with `error`. For a call that has not begun. */
  leave(error: unknown): void {
    this.#leave(error)
  }
}
