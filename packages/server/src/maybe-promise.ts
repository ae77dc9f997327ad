/** A value, or a promise of it. A value costs no microtask and keeps the request synchronous. */
export type MaybePromise<T> = T | PromiseLike<T>

export function isPromise<T>(value: MaybePromise<T>): value is PromiseLike<T> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<PromiseLike<T>>).then === 'function'
  )
}

/** Calls `next` with the value: now if it is here, else when it comes. */
export function andThen<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return isPromise(value) ? value.then(next) : next(value)
}

/** Runs `attempt`; an error, thrown now or rejected later, becomes what `onError` makes of it. */
export function recover<T>(
  attempt: () => MaybePromise<T>,
  onError: (error: unknown) => MaybePromise<T>,
): MaybePromise<T> {
  try {
    const value = attempt()
    return isPromise(value) ? value.then(undefined, onError) : value
  } catch (error) {
    return onError(error)
  }
}
