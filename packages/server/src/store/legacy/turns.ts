import { type Clock, settledWithin } from '../../clock.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'

/** After how many milliseconds the next call goes ahead, though the store has not answered the one before. */
const longestTurn = 10_000

/** Runs what concerns one key one after the other: at once where nobody is before. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>()

  take<T>(key: string, clock: Clock, action: () => MaybePromise<T>): MaybePromise<T> {
    const before = this.#last.get(key)
    const answer = before === undefined ? action() : before.then(action)
    if (!isPromise(answer)) return answer
    const turn = (before ?? Promise.resolve())
      .then(() => settledWithin(answer, longestTurn, clock))
      .then(() => {
        if (this.#last.get(key) === turn) this.#last.delete(key)
      })
    this.#last.set(key, turn)
    return answer
  }
}
