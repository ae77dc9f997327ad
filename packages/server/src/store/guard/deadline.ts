import type { Clock } from '../../clock.ts'

/** The answer, or a rejection with what `late` makes when it has not come within `timeout` milliseconds. */
export function withDeadline<T>(
  answer: PromiseLike<T>,
  timeout: number,
  clock: Clock,
  late: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(timeout, () => reject(late()))
    answer.then(
      (value) => {
        stop()
        resolve(value)
      },
      (error: unknown) => {
        stop()
        reject(error)
      },
    )
  })
}
