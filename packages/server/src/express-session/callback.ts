import { isPromise, type MaybePromise } from '../maybe-promise.ts'

/** Called when it is done, with the error if it failed. */
// biome-ignore lint/suspicious/noExplicitAny: what apps annotate their callbacks with, for years.
export type SessionCallback = (error?: any) => void

const nothing = (): void => {}

/**
 * Calls back when the operation is done, with the error if it failed. Answers a promise of that, which never rejects, where
 * it is not done yet.
 */
export function withCallback(
  operation: () => MaybePromise<void>,
  callback: SessionCallback = nothing,
): PromiseLike<void> | undefined {
  let result: MaybePromise<void>
  try {
    result = operation()
  } catch (error) {
    callback(error)
    return undefined
  }
  if (!isPromise(result)) {
    callback()
    return undefined
  }
  // What the callback throws is the app's, and nobody's here to catch.
  result.then(() => callback(), callback)
  return result.then(nothing, nothing)
}
