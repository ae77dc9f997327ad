import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import type { MethodHabit } from './habits.ts'

/** How a store of express-session answers: the error first, if there is one. */
export type LegacyCallback = (error?: unknown, answer?: unknown) => void

/** Calls `listener` after so many milliseconds. */
export type After = (delay: number, listener: () => void) => unknown

/** What is asked of a store. */
export interface Question<T> {
  ask(callback: LegacyCallback): unknown
  read(answer: unknown): T
  /** Whether what a promise resolved with can only be the answer. */
  isAnswer?(value: unknown): boolean
  readonly habit: MethodHabit
  /** How long, in milliseconds, the callback of a method that nobody knows yet may come after its promise. */
  readonly grace: number
}

type Outcome =
  | { readonly isError: false; readonly answer: unknown }
  | { readonly isError: true; readonly error: unknown }

/** The timer of the process, also where a test has replaced the global one since. */
const { setTimeout: startTimer } = globalThis

const afterReally: After = (delay, listener) => startTimer(listener, delay)

/**
 * Asks the store once, and takes its first answer. Whether that is handed to the callback or comes by a promise no method
 * says of itself, so it is seen by what they do. A callback that is called is the answer, and so is a rejection. What a
 * promise resolves with is the answer of a method that was never seen to call back: at once where it can be nothing else,
 * or where the store is known to answer by promises; otherwise when the callback does not come within the grace. For there
 * are methods that resolve with nothing, or with what their database said, before they call back.
 */
export function askStore<T>(question: Question<T>, after: After = afterReally): MaybePromise<T> {
  const { habit, read } = question
  const first: { outcome?: Outcome; settle?: (outcome: Outcome) => void } = {}
  const settle = (outcome: Outcome): void => {
    if (first.outcome !== undefined) return
    first.outcome = outcome
    first.settle?.(outcome)
  }
  const fail = (error: unknown): void => settle({ isError: true, error })
  const answerByPromise = (answer: unknown): void => {
    if (first.outcome !== undefined || habit.callsBack) return
    habit.notePromise()
    settle({ isError: false, answer })
  }
  const resolved = (value: unknown): void => {
    if (first.outcome !== undefined || habit.callsBack) return
    if (habit.answersByPromise || question.isAnswer?.(value)) answerByPromise(value)
    else after(question.grace, () => answerByPromise(value))
  }
  try {
    const returned = question.ask((error, answer) => {
      // A late one too: the next time it is waited for.
      habit.noteCallback()
      settle(error ? { isError: true, error } : { isError: false, answer })
    })
    // Listened to even when the callback came first, for a rejection that nobody hears ends the process.
    if (isPromise(returned)) returned.then(resolved, fail)
  } catch (error) {
    fail(error)
  }
  const { outcome } = first
  if (outcome !== undefined) {
    if (outcome.isError) throw outcome.error
    return read(outcome.answer)
  }
  return new Promise((resolve, reject) => {
    first.settle = (later) => (later.isError ? reject(later.error) : resolve(read(later.answer)))
  })
}
