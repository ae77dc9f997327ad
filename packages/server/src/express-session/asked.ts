import { isPromise, type MaybePromise } from '../maybe-promise.ts'
import { askOnce } from '../store/legacy/calls.ts'
import type { OwnMethod, Session, SessionCallback } from './session.ts'

const nothing = (): void => {}

/** Lets a session do itself what it is asked; fails with what it hands to its callback. */
export function askedOf(session: Session, own: OwnMethod): MaybePromise<void> {
  return askOnce((callback) => own.call(session, callback))
}

/**
 * Calls back when it is done, with the error if it failed. Answers a promise of that, which never rejects, where it is not
 * done yet.
 */
export function calledBack(
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
  result.then(
    () => callback(),
    (error: unknown) => callback(error),
  )
  return result.then(nothing, nothing)
}
