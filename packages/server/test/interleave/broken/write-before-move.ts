import type { Change, compareAndSet } from '../../../src/core/write/compare-and-set.ts'
import { andThen } from '../../../src/maybe-promise.ts'

/**
 * A move that writes the new data under the old key first, which decides who wins, and gives them the new key afterwards:
 * for as long as that takes, whoever knows the old sid is in the session.
 */
export function writeBeforeMove(asItIs: typeof compareAndSet): typeof compareAndSet {
  return (store, change) => {
    let newKey: string | undefined
    const stays: Change = {
      ...change,
      newKey: (next, current) =>
        andThen(change.newKey(next, current), (key) => {
          newKey = key
          return undefined
        }),
    }
    return andThen(asItIs(store, stays), (written) => {
      const key = newKey
      if (key === undefined) return written
      return andThen(store.create(key, written), () =>
        andThen(store.delete(change.key), () => ({ ...written, version: 1 })),
      )
    })
  }
}
